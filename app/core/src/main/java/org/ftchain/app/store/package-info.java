/**
 * The chains, label blocks and timeline of the cluster on ONOS's consistent maps. Adapts
 * {@link org.onosproject.store.service.StorageService}; decides nothing. May import {@code api}.
 *
 * <p>Map listeners run on the primitives' threads and must not block; writes block their caller for one round trip.
 */
package org.ftchain.app.store;
