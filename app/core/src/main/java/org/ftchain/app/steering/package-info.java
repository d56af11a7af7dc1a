/**
 * Steering: the OpenFlow rules that carry a chain's frames from hop to hop, and the answers to ARP and Neighbour Discovery
 * that bring traffic into it. {@link org.ftchain.app.steering.LabelPlan}, {@link org.ftchain.app.steering.RouteFinder} and
 * {@link org.ftchain.app.steering.RuleCompiler} decide and are pure; the other classes adapt ONOS services.
 *
 * <p>Imports the app's {@code api}, {@code org.ftchain.control} and ONOS. Frames carry one MPLS label that names one way
 * into one receiver; thesis 4.5 (rerouting), rules 20 and 21.
 */
package org.ftchain.app.steering;
