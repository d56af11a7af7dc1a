/**
 * The one-machine network that the demo and the system tests run on: embedded ONOS, Open vSwitch in userspace, network
 * namespaces for hosts and servers, one agent per server. Everything that is started is recorded in the run directory,
 * so that it can be stopped by another process too, also after a crash.
 *
 * <p>May import the JDK and Jackson. Not thread-safe unless a class says so: one thread owns a testbed.
 */
package org.ftchain.testbed.network;
