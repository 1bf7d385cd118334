//! The Gradle build of the app is never run here, so at least its versions are held to those of the Maven build.

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::workspace;

    fn read(file: &str) -> String {
        fs::read_to_string(workspace::root().join("android").join(file)).expect(file)
    }

    /// `name = "1.2.3"` of the table of versions.
    fn versions(catalogue: &str) -> Vec<(&str, &str)> {
        let table =
            catalogue.split("[versions]").nth(1).and_then(|rest| rest.split("\n[").next()).expect("versions");
        table
            .lines()
            .filter_map(|line| line.split_once(" = "))
            .map(|(name, version)| (name, version.trim_matches('"')))
            .collect()
    }

    /// The artifacts of Maven that a module of the catalogue can be: Compose's are published by platform.
    fn stands_in(maven: &str, module: &str, version: &str) -> bool {
        let (group, artifact) = module.split_once(':').expect("a module");
        ["", "-android", "-jvm"].iter().any(|platform| {
            maven.contains(&format!(
                "<groupId>{group}</groupId><artifactId>{artifact}{platform}</artifactId><version>{version}</version>"
            ))
        })
    }

    #[test]
    fn gradle_and_maven_take_the_same_versions() {
        let catalogue = read("gradle/libs.versions.toml");
        let maven = [read("libs/pom.xml"), read("libs-test/pom.xml")].concat();
        let versions = versions(&catalogue);
        let version_of = |line: &str| {
            let name = line.split("version.ref = \"").nth(1)?.split('"').next()?;
            versions.iter().find(|(known, _)| *known == name).map(|(_, version)| *version)
        };
        let libraries: Vec<(&str, &str)> = catalogue
            .lines()
            .filter_map(|line| {
                Some((line.split("module = \"").nth(1)?.split('"').next()?, version_of(line)?))
            })
            .collect();
        assert!(libraries.len() > 10, "{libraries:?}");
        let missing: Vec<_> =
            libraries.iter().filter(|(module, version)| !stands_in(&maven, module, version)).collect();
        assert!(missing.is_empty(), "not in libs/pom.xml or libs-test/pom.xml: {missing:?}");
        let pom = read("pom.xml");
        for (name, property) in [("agp", "agp.version"), ("kotlin", "kotlin.version"), ("jna", "jna.version")]
        {
            let version = versions.iter().find(|(known, _)| *known == name).expect(name).1;
            assert!(pom.contains(&format!("<{property}>{version}</{property}>")), "{name} {version}");
        }
    }
}
