#!/usr/bin/env bash
# What Maven lacks for Android, in three steps that the poms call. All tools come through Maven too (tools/pom.xml): no SDK, no Gradle.
#
#   android.sh explode MODULE             checks MODULE/target/aar against MODULE/aars.sha256, unpacks the AARs into target/exploded and their classes
#                                         into target/classes
#   android.sh resources BUILD OUT        merges the manifests and links the resources of BUILD (debug, release or test): OUT/AndroidManifest.xml,
#                                         OUT/app.ap_, and OUT/r with the R classes of the app and of each library
#   android.sh package BUILD APK [ABIS]   dexes (D8, or R8 for a release), packs, aligns, signs with a key made on the fly, and verifies;
#                                         ABIS is a folder of native libraries, one folder for each ABI
set -euo pipefail
# The order of the lists.
export LC_ALL=C

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=$root/tools/target
app=$root/app
package=city.hues.app
min_sdk=26
target_sdk=35
framework=$(echo "$tools"/framework/android-all-*.jar)
aapt2=$tools/bin/prebuilt/linux/aapt2
jdk=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")

java_tool() { java -Xmx3g -cp "$tools/lib/*" "$@"; }

explode() {
  local module=$1 target=$1/target archive name jar
  # An AAR that the list does not name is refused as well.
  if ! (cd "$target/aar" && sha256sum -- *.aar) | diff "$module/aars.sha256" - >&2; then
    echo "the AARs of $module are not those of its aars.sha256; after an upgrade: tools/Aars.java" >&2
    exit 1
  fi
  if cmp -s "$module/aars.sha256" "$target/exploded.sha256"; then return; fi
  # Of another list: an old version would stay beside the new one.
  rm -rf "$target/exploded" "$target/classes"
  mkdir -p "$target/classes" "$target/exploded"
  for archive in "$target"/aar/*.aar; do
    name=$(basename "$archive" .aar)
    unzip -qo "$archive" -d "$target/exploded/$name"
    for jar in "$target/exploded/$name/classes.jar" "$target/exploded/$name"/libs/*.jar; do
      if [ -f "$jar" ]; then unzip -qo "$jar" -d "$target/classes"; fi
    done
  done
  cp "$module/aars.sha256" "$target/exploded.sha256"
}

# The app's own resources: of main, of the fonts that the screens share, and, last so that they win, of the build.
own_resources() {
  local build=$1 into=$2
  mkdir -p "$into/res/font"
  cp -r "$app/src/main/res/." "$into/res"
  cp "$root"/ui/src/main/resources/font/*.ttf "$into/res/font"
  if [ -d "$app/src/$build/res" ]; then cp -r "$app/src/$build/res/." "$into/res"; fi
}

resources() {
  local build=$1 out=$2 overlay=() manifests=() packages='' count=0 library of
  chmod +x "$aapt2"
  rm -rf "$out"
  mkdir -p "$out/flat" "$out/r"
  # The libraries first: what the app says itself counts more.
  for library in "$root"/libs/target/exploded/* "$root"/libs-test/target/exploded/*; do
    # The tests' libraries have no place in what is shipped.
    if [ "$build" != test ] && [[ $library == */libs-test/* ]]; then continue; fi
    manifests+=("$library/AndroidManifest.xml")
    if [ -s "$library/R.txt" ]; then
      of=$(sed -n 's/.*package="\([^"]*\)".*/\1/p' "$library/AndroidManifest.xml" | head -n 1)
      packages=$packages:$of
    fi
    if [ -n "$(ls -A "$library/res" 2>/dev/null)" ]; then
      count=$((count + 1))
      "$aapt2" compile --dir "$library/res" -o "$out/flat/$(printf %03d "$count").zip"
    fi
  done
  own_resources "$build" "$out/own"
  "$aapt2" compile --dir "$out/own/res" -o "$out/flat/999.zip"
  # The package and the versions stand here, as in Gradle, and not in the manifest.
  sed "s/<manifest /<manifest package=\"$package\" android:versionCode=\"1\" android:versionName=\"0.1\" /" \
    "$app/src/main/AndroidManifest.xml" >"$out/main.xml"
  if [ -f "$app/src/$build/AndroidManifest.xml" ]; then overlay=(--overlays "$app/src/$build/AndroidManifest.xml"); fi
  java_tool com.android.manifmerger.Merger --main "$out/main.xml" "${overlay[@]}" --libs "$(IFS=: && echo "${manifests[*]}")" \
    --property PACKAGE=$package --property MIN_SDK_VERSION=$min_sdk --property TARGET_SDK_VERSION=$target_sdk \
    --remove-tools-declarations --log WARNING --out "$out/AndroidManifest.xml"
  local kind=()
  case $build in
    debug) kind=(--debug-mode) ;;
    # R8 reads and shrinks resources in this form alone; `package` turns them back.
    release) kind=(--proto-format) ;;
  esac
  "$aapt2" link -I "$framework" --manifest "$out/AndroidManifest.xml" "${kind[@]}" --auto-add-overlay --non-final-ids \
    --min-sdk-version $min_sdk --target-sdk-version $target_sdk --extra-packages "${packages#:}" \
    --java "$out/r" --proguard "$out/aapt.pro" -o "$out/app.ap_" $(printf -- '-R %s ' "$out"/flat/*.zip)
}

package() {
  local build=$1 apk=$2 abis=${3:-} out=$app/target/apk-$1 libs=$root/libs/target library
  resources "$build" "$out"
  mkdir -p "$out/r-classes" "$out/dex" "$out/pack/lib"
  (cd "$libs/classes" && zip -qr0 "$out/libs.jar" . -i '*.class' 'META-INF/services/*')
  javac -nowarn -d "$out/r-classes" $(find "$out/r" -name R.java)
  (cd "$app/target/classes" && zip -qr0 "$out/app.jar" . -i '*.class' -x '*/R.class' '*/R$*.class')
  (cd "$out/r-classes" && zip -qr0 "$out/app.jar" .)
  # D8 and R8 need the JDK beside the framework: Kotlin's library names classes of its.
  if [ "$build" = release ]; then
    {
      cat "$app/proguard-rules.pro" "$out/aapt.pro"
      for library in "$libs"/exploded/*/proguard.txt; do cat "$library" && echo; done
      for library in "$app"/target/lib/*.jar; do
        unzip -p "$library" 'META-INF/com.android.tools/r8*/*' 'META-INF/proguard/*' 2>/dev/null || true
        echo
      done
    } >"$out/rules.pro"
    java_tool com.android.tools.r8.R8 --release --min-api $min_sdk --lib "$framework" --lib "$jdk" --pg-conf "$out/rules.pro" \
      --android-resources "$out/app.ap_" "$out/shrunk.ap_" --pg-map-output "$out/mapping.txt" --output "$out/dex" \
      "$out/app.jar" "$out/libs.jar" "$app"/target/lib/*.jar
    "$aapt2" convert -o "$out/unsigned.apk" "$out/shrunk.ap_"
  else
    java_tool com.android.tools.r8.D8 --debug --min-api $min_sdk --lib "$framework" --lib "$jdk" --output "$out/dex" \
      "$out/app.jar" "$out/libs.jar" "$app"/target/lib/*.jar
    cp "$out/app.ap_" "$out/unsigned.apk"
  fi
  (cd "$out/dex" && zip -q "$out/unsigned.apk" classes*.dex)
  for library in "$libs"/exploded/*/jni; do
    if [ -d "$library" ]; then cp -r "$library/." "$out/pack/lib"; fi
  done
  if [ -n "$abis" ]; then cp -r "$abis/." "$out/pack/lib"; fi
  # A phone takes its own kind's folder, and would look there in vain for the core's library, which is not built for these.
  rm -rf "$out"/pack/lib/{armeabi,mips,mips64,x86}
  (cd "$out/pack" && zip -qr0 "$out/unsigned.apk" lib)
  local key=$app/target/debug.p12
  if [ ! -f "$key" ]; then
    keytool -genkeypair -keystore "$key" -storetype PKCS12 -storepass android -alias debug -keyalg RSA -keysize 2048 \
      -validity 10000 -dname CN=debug 2>/dev/null
  fi
  java_tool "$root/tools/Sign.java" "$out/unsigned.apk" "$apk" "$key" $min_sdk
}

"$@"
