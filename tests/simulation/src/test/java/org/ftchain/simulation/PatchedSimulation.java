package org.ftchain.simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The simulation with some production classes compiled from patched sources, in a class loader of its own. */
final class PatchedSimulation {
    private final Method run;
    private final Method of;
    private final Class<?> kind;

    PatchedSimulation(List<SourcePatch> patches) throws Exception {
        Map<String, String> sources = new LinkedHashMap<>();
        for (SourcePatch patch : patches) {
            String source = sources.containsKey(patch.type()) ? sources.get(patch.type()) : SourcePatch.source(patch.type());
            sources.put(patch.type(), patch.applyTo(source));
        }
        ClassLoader loader = new Loader(compile(sources));
        run = loader.loadClass(Schedule.class.getName()).getMethod("run", long.class, boolean.class);
        kind = loader.loadClass(Coverage.Kind.class.getName());
        of = loader.loadClass(Coverage.class.getName()).getMethod("of", kind);
    }

    /** @return the name and text of the violation, or null when there was none */
    String[] violation(long seed) throws Exception {
        try {
            run.invoke(null, seed, false);
            return null;
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (!cause.getClass().getName().equals(Violation.class.getName())) {
                throw new AssertionError("seed " + seed + " ends without a verdict", cause);
            }
            return new String[]{(String) cause.getClass().getMethod("invariant").invoke(cause), cause.getMessage()};
        }
    }

    /** Runs a schedule that must not break anything and says how often an event occurred. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    long count(long seed, Coverage.Kind event) throws Exception {
        return (Long) of.invoke(run.invoke(null, seed, false), Enum.valueOf((Class) kind, event.name()));
    }

    private static Map<String, byte[]> compile(Map<String, String> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> classes = new HashMap<>();
        JavaFileManager files = new ForwardingJavaFileManager<>(compiler.getStandardFileManager(null, null, null)) {
            @Override
            public JavaFileObject getJavaFileForOutput(Location location, String type, JavaFileObject.Kind kind,
                                                       FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("memory:///" + type.replace('.', '/') + ".class"), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                        classes.put(type, bytes);
                        return bytes;
                    }
                };
            }
        };
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((type, source) -> units.add(new SimpleJavaFileObject(
                URI.create("memory:///" + type.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        }));
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-nowarn", "-classpath",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        if (!compiler.getTask(null, files, diagnostics, options, null, units).call()) {
            throw new AssertionError("a variant does not compile: " + diagnostics.getDiagnostics());
        }
        Map<String, byte[]> result = new HashMap<>();
        classes.forEach((type, bytes) -> result.put(type, bytes.toByteArray()));
        return result;
    }

    /** Loads the product and the simulation anew, patched classes from memory. */
    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> patched;

        Loader(Map<String, byte[]> patched) {
            super(PatchedSimulation.class.getClassLoader());
            this.patched = patched;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("org.ftchain.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null ? known : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            byte[] bytes = patched.get(name);
            if (bytes == null) {
                try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                    if (in == null) {
                        throw new ClassNotFoundException(name);
                    }
                    bytes = in.readAllBytes();
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
