import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Makes the lists of AARs in libs/pom.xml and libs-test/pom.xml, and their sums, from what gradle/libs.versions.toml names: `java Aars.java`.
 *
 * Maven can't: the poms of these libraries name AARs as jars and ask for ranges. So the poms are read here, by Gradle's rule: of each library the
 * highest version that anybody asks for.
 */
class Aars {
    private static final Path ANDROID = Path.of("").toAbsolutePath();
    private static final Path POMS = ANDROID.resolve("tools/target/poms");
    private static final String NOTHING_ELSE =
            "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>";

    /** A library without its version. */
    private record Module(String group, String artifact) implements Comparable<Module> {
        @Override
        public int compareTo(Module other) {
            int order = group.compareTo(other.group);
            return order != 0 ? order : artifact.compareTo(other.artifact);
        }
    }

    /** What a pom says: what it is, what it takes with it, and what it wants at least if that comes from elsewhere. */
    private record Pom(String packaging, Map<Module, String> needs, Map<Module, String> atLeast) {
        /** Of a library for many platforms this one has no code: that is in the module which it needs in its own version. */
        boolean isSignpost(Module module, String version) {
            return needs.entrySet().stream().anyMatch(need ->
                    need.getKey().group.equals(module.group)
                            && need.getKey().artifact.matches(Pattern.quote(module.artifact) + "-(android|jvm)")
                            && need.getValue().equals(version));
        }
    }

    public static void main(String[] arguments) throws Exception {
        if (!Files.exists(ANDROID.resolve("gradle/libs.versions.toml"))) {
            throw new IllegalArgumentException("run it in the folder android: java tools/Aars.java");
        }
        Map<Module, String> forApp = new TreeMap<>();
        Map<Module, String> forTests = new TreeMap<>();
        readCatalogue(forApp, forTests);
        Map<Module, String> both = new TreeMap<>(forApp);
        both.putAll(forTests);
        // A test runs with the app's libraries, so both take the same versions, and the tests' list holds what the app's does not.
        Map<Module, String> tests = resolve(both, Map.of());
        Map<Module, String> app = resolve(forApp, tests);
        tests.keySet().removeAll(app.keySet());
        write("libs", app, "");
        write("libs-test", tests, dependency(new Module("city.hues", "libs"), "${project.version}", "jar", ""));
    }

    /** What the app and its tests take by name; Gradle's Kotlin plugin brings Kotlin's own library. */
    private static void readCatalogue(Map<Module, String> forApp, Map<Module, String> forTests) throws IOException {
        String catalogue = Files.readString(ANDROID.resolve("gradle/libs.versions.toml"));
        Map<String, String> versions = new HashMap<>();
        Matcher version = Pattern.compile("(?m)^([\\w-]+) = \"([^\"]+)\"").matcher(catalogue);
        while (version.find()) {
            versions.put(version.group(1), version.group(2));
        }
        forApp.put(new Module("org.jetbrains.kotlin", "kotlin-stdlib"), versions.get("kotlin"));
        Matcher library = Pattern.compile("(?m)^([\\w-]+) = \\{ module = \"([^:]+):([^\"]+)\", version\\.ref = \"([^\"]+)\" }").matcher(catalogue);
        while (library.find()) {
            Map<Module, String> of = library.group(1).contains("test") ? forTests : forApp;
            of.put(new Module(library.group(2), library.group(3)), versions.get(library.group(4)));
        }
    }

    /** All that `roots` take with them, each in the highest version asked for. */
    private static Map<Module, String> resolve(Map<Module, String> roots, Map<Module, String> known) throws Exception {
        Map<Module, String> chosen = new TreeMap<>(roots);
        Map<Module, Pom> poms = new HashMap<>();
        Set<String> tried = new HashSet<>();
        while (true) {
            Map<Module, String> unread = new LinkedHashMap<>();
            chosen.forEach((module, version) -> {
                if (!Files.exists(pomOf(module, version)) && !tried.contains(module + version)) {
                    tried.add(module + version);
                    unread.put(module, version);
                }
            });
            if (!unread.isEmpty()) {
                fetch(unread);
            }
            Map<Module, String> wanted = new TreeMap<>(roots);
            Map<Module, String> atLeast = new HashMap<>();
            for (Map.Entry<Module, String> library : chosen.entrySet()) {
                if (!Files.exists(pomOf(library.getKey(), library.getValue()))) {
                    continue;
                }
                Pom pom = read(library.getKey(), library.getValue());
                poms.put(library.getKey(), pom);
                pom.needs.forEach((module, version) -> wanted.merge(module, version, Aars::higher));
                pom.atLeast.forEach((module, version) -> atLeast.merge(module, version, Aars::higher));
            }
            known.forEach((module, version) -> atLeast.merge(module, version, Aars::higher));
            wanted.replaceAll((module, version) -> higher(version, atLeast.getOrDefault(module, version)));
            if (wanted.equals(chosen)) {
                for (Map.Entry<Module, String> library : chosen.entrySet()) {
                    if (!Files.exists(pomOf(library.getKey(), library.getValue()))) {
                        throw new IllegalStateException("no repository has " + library + ": name a version in gradle/libs.versions.toml");
                    }
                }
                // What is made for phones comes before the same for any JVM.
                Map<Module, String> all = Map.copyOf(chosen);
                chosen.keySet().removeIf(module -> poms.get(module).isSignpost(module, all.get(module))
                        || module.artifact.endsWith("-jvm") && all.containsKey(new Module(module.group, module.artifact.replaceAll("-jvm$", "-android"))));
                return chosen;
            }
            chosen = wanted;
        }
    }

    private static Path pomOf(Module module, String version) {
        return POMS.resolve(module.group + "/" + module.artifact + "-" + version + ".pom");
    }

    /** Lets Maven bring poms, many at a time, and nothing that they name. */
    private static void fetch(Map<Module, String> libraries) throws Exception {
        System.err.println("reading " + libraries.size() + " poms");
        Path here = ANDROID.resolve("tools/target/fetch/poms");
        String said = copy(libraries, "pom", here);
        if (!said.isEmpty()) {
            // An old version that nobody serves any more does no harm when somebody asks for a newer one.
            Map<Module, String> served = new LinkedHashMap<>(libraries);
            served.keySet().removeIf(module -> said.contains(module.group + ":" + module.artifact + ":pom:"));
            if (served.size() == libraries.size()) {
                throw new IllegalStateException(said);
            }
            fetch(served);
            return;
        }
        for (Map.Entry<Module, String> library : libraries.entrySet()) {
            Module module = library.getKey();
            String version = library.getValue();
            Path to = pomOf(module, version);
            Files.createDirectories(to.getParent());
            Files.copy(here.resolve(to.getFileName()), to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Lets Maven bring files of one type, and nothing that they name. Says what Maven says when it fails. */
    private static String copy(Map<Module, String> libraries, String type, Path into) throws Exception {
        Path own = ANDROID.resolve("tools/target/fetch");
        Files.createDirectories(own);
        String parent = Files.readString(ANDROID.resolve("pom.xml"));
        String repositories = parent.substring(parent.indexOf("<repositories>"), parent.indexOf("</repositories>")) + "</repositories>";
        String names = libraries.entrySet().stream()
                .map(library -> dependency(library.getKey(), library.getValue(), type, NOTHING_ELSE))
                .collect(Collectors.joining("\n"));
        Files.writeString(own.resolve("pom.xml"), "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>"
                + "<groupId>city.hues</groupId><artifactId>fetch</artifactId><version>1</version><packaging>pom</packaging>"
                + repositories + "<dependencies>" + names + "</dependencies></project>");
        delete(into);
        return maven(own, "dependency:copy-dependencies", "-DoutputDirectory=" + into);
    }

    private static Pom read(Module module, String version) throws Exception {
        Element project = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pomOf(module, version).toFile()).getDocumentElement();
        Element managed = child(project, "dependencyManagement");
        return new Pom(
                textOf(project, "packaging", "jar"),
                dependencies(project, version),
                managed == null ? Map.of() : dependencies(managed, version));
    }

    private static Map<Module, String> dependencies(Element of, String own) {
        Map<Module, String> found = new TreeMap<>();
        Element list = child(of, "dependencies");
        for (Node node = list == null ? null : list.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element dependency) {
                boolean isTaken = List.of("compile", "runtime").contains(textOf(dependency, "scope", "compile"))
                        && !textOf(dependency, "optional", "false").equals("true")
                        && !textOf(dependency, "type", "jar").equals("pom");
                // A range of one version, or of which the first is the least.
                String version = textOf(dependency, "version", "").replaceAll("[\\[\\]()]", "").replaceAll(",.*", "");
                if (isTaken && !version.isEmpty()) {
                    found.put(new Module(textOf(dependency, "groupId", ""), textOf(dependency, "artifactId", "")),
                            version.equals("${project.version}") ? own : version);
                }
            }
        }
        return found;
    }

    private static Element child(Element of, String name) {
        for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                return element;
            }
        }
        return null;
    }

    private static String textOf(Element of, String name, String otherwise) {
        Element element = child(of, name);
        return element == null ? otherwise : element.getTextContent().trim();
    }

    /** By numbers; of two with the same ones, that without a word (`-alpha01`) is the later. */
    private static String higher(String one, String other) {
        String[] ours = one.split("[.-]");
        String[] theirs = other.split("[.-]");
        for (int i = 0; i < Math.max(ours.length, theirs.length); i++) {
            int order = Integer.compare(part(ours, i), part(theirs, i));
            if (order != 0) {
                return order > 0 ? one : other;
            }
        }
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static int part(String[] parts, int index) {
        if (index >= parts.length) {
            return 0;
        }
        return parts[index].matches("\\d{1,9}") ? Integer.parseInt(parts[index]) : -1;
    }

    private static String dependency(Module module, String version, String type, String more) {
        return "    <dependency><groupId>" + module.group + "</groupId><artifactId>" + module.artifact + "</artifactId><version>" + version
                + "</version>" + (type.equals("jar") ? "" : "<type>" + type + "</type>") + more + "</dependency>";
    }

    private static void write(String folder, Map<Module, String> libraries, String first) throws Exception {
        List<String> lines = new ArrayList<>();
        if (!first.isEmpty()) {
            lines.add(first);
        }
        Map<Module, String> aars = new TreeMap<>();
        for (Map.Entry<Module, String> library : libraries.entrySet()) {
            Module module = library.getKey();
            String packaging = read(module, library.getValue()).packaging;
            // JNA's pom is that of its jar; the AAR beside it has the libraries for phones.
            if (packaging.equals("aar") || module.artifact.equals("jna")) {
                aars.put(module, library.getValue());
                lines.add(dependency(module, library.getValue(), "aar", NOTHING_ELSE));
            } else if (!packaging.equals("pom")) {
                lines.add(dependency(module, library.getValue(), "jar", NOTHING_ELSE));
            }
        }
        String said = copy(aars, "aar", ANDROID.resolve(folder + "/target/aar"));
        if (!said.isEmpty()) {
            throw new IllegalStateException(said);
        }
        sum(ANDROID.resolve(folder));
        Path file = ANDROID.resolve(folder + "/pom.xml");
        String pom = Files.readString(file);
        int from = pom.indexOf("  <dependencies>\n") + "  <dependencies>\n".length();
        Files.writeString(file, pom.substring(0, from) + String.join("\n", lines) + "\n" + pom.substring(pom.indexOf("  </dependencies>")));
        System.err.println(folder + ": " + lines.size() + " libraries");
    }

    private static void sum(Path module) throws Exception {
        StringBuilder sums = new StringBuilder();
        try (var files = Files.list(module.resolve("target/aar"))) {
            for (Path aar : files.sorted(Comparator.comparing(file -> file.getFileName().toString())).toList()) {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(aar));
                sums.append(HexFormat.of().formatHex(digest)).append("  ").append(aar.getFileName()).append('\n');
            }
        }
        Files.writeString(module.resolve("aars.sha256"), sums);
    }

    /** What Maven says when it fails, or nothing. */
    private static String maven(Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("mvn", "--quiet", "--batch-mode"));
        command.addAll(List.of(arguments));
        Process maven = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        String said = new String(maven.getInputStream().readAllBytes());
        return maven.waitFor() == 0 ? "" : said;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                files.sorted((one, other) -> other.compareTo(one)).forEach(file -> file.toFile().delete());
            }
        }
    }
}
