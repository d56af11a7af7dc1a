/**
 * The mixed integer program of thesis 2.2.2, solved by SCIP: the reference for what a placement costs at least.
 *
 * <p>Imports the JDK, {@code model}, {@code decompose} and OR-Tools, whose native library is loaded at the first use.
 */
package org.ftchain.kariz.exact;
