/**
 * The control channel: the agents dial TCP port 9877, say hello and answer requests, one JSON line each. Adapts sockets
 * and ONOS's hosts; may import {@code api} and {@code org.ftchain.control}.
 *
 * <p>All of it runs on the threads {@code ftchain/agents-*} (Netty's event loops); callbacks of futures and listeners run
 * there too and must not block.
 */
package org.ftchain.app.southbound;
