/**
 * Instances and placements as JSON files: strict reading, in which whatever is wrong is one line that names the file, the
 * place in it and the value, and writing.
 *
 * <p>Imports Jackson (what 2.10 has) and {@code model}. No state.
 */
package org.ftchain.kariz.files;
