plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.compose)
}

// `cargo xtask bindings` makes the Kotlin sources of the core, and cargo-ndk its library for phones; both before the first build and whenever
// the core changed. Without the NDK the app builds, installs, and ends when it starts.
val nativeLibraries = layout.buildDirectory.dir("rustJniLibs")
val cargoNdk = tasks.register<Exec>("cargoNdk") {
    workingDir = rootDir.parentFile
    commandLine(
        "cargo", "ndk", "--platform", "26", "--target", "arm64-v8a", "--target", "armeabi-v7a", "--target", "x86_64",
        "--output-dir", nativeLibraries.get().asFile.path,
        "build", "--locked", "--release", "--package", "hues-bindings",
    )
}
tasks.named("preBuild") { dependsOn(cargoNdk) }

android {
    namespace = "city.hues.app"
    compileSdk = 36
    defaultConfig {
        applicationId = "city.hues.app"
        minSdk = 26
        targetSdk = 35
        versionCode = 1
        versionName = "0.1"
        testInstrumentationRunner = "androidx.test.runner.AndroidJUnitRunner"
    }
    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles("proguard-rules.pro")
            signingConfig = signingConfigs.getByName("debug")
        }
    }
    buildFeatures { compose = true }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    sourceSets {
        getByName("main") {
            kotlin.srcDirs("../ui/src/main/kotlin", "../core-kotlin/src/main/kotlin", "../core-kotlin/target/generated-sources/uniffi")
            res.srcDirs("src/main/res", layout.buildDirectory.dir("sharedFonts"))
            jniLibs.srcDirs(nativeLibraries)
        }
        // The robots and journeys of the JVM's tests, on a device. The city runs on the computer: `adb reverse` and `cargo run -p city`.
        getByName("androidTest") {
            kotlin.srcDirs("../ui/src/robots/kotlin", "../core-kotlin/src/town/kotlin")
            assets.srcDirs(layout.buildDirectory.dir("journeyFiles"))
        }
    }
}

kotlin { compilerOptions { allWarningsAsErrors = true } }

// The screens' font lies beside its licence, which can't be a resource.
val sharedFonts = tasks.register<Copy>("sharedFonts") {
    from("../ui/src/main/resources/font") { include("*.ttf") }
    into(layout.buildDirectory.dir("sharedFonts/font"))
}
tasks.named("preBuild") { dependsOn(sharedFonts) }

// What the journeys on a device read of the test data and of the city's.
val journeyFiles = tasks.register<Copy>("journeyFiles") {
    from("../../tests/data/photos") { include("*.jpg", "*.heic") }
    from("../../tests/data/videos") { include("*.mp4") }
    from("../../tests/data/cap") { include("*.xml") }
    from("../../data/hue") { include("categories.json") }
    into(layout.buildDirectory.dir("journeyFiles"))
}
tasks.named("preBuild") { dependsOn(journeyFiles) }

dependencies {
    implementation(libs.kotlinx.coroutines.android)
    implementation(libs.compose.ui)
    implementation(libs.compose.foundation)
    implementation(libs.material3)
    implementation(libs.activity.compose)
    implementation(libs.core)
    implementation(libs.lifecycle.process)
    implementation(libs.work)
    implementation(libs.browser)
    implementation(variantOf(libs.jna) { artifactType("aar") })
    androidTestImplementation(libs.compose.ui.test)
    androidTestImplementation(libs.androidx.test.core)
    androidTestImplementation(libs.androidx.test.junit)
    androidTestImplementation(libs.androidx.test.runner)
    androidTestImplementation(libs.androidx.test.espresso)
    debugImplementation(libs.compose.ui.test.manifest)
}
