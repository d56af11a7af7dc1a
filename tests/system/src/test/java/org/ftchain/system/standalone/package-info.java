/** Tests that start, kill and remove testbeds of their own. */
package org.ftchain.system.standalone;
