import Foundation
import HuesTags
import Testing

/// The screens' labels and identifiers, read out of their sources: nothing is said in one language only, and nothing is looked for that no
/// screen has.
@Suite struct TextTests {
    @Test(arguments: ["Localizable", "InfoPlist"])
    func everyKeyOfACatalogHasBothLanguagesWithTheSamePlaceholders(name: String) throws {
        let strings = try catalog(name).strings
        #expect(!strings.isEmpty)
        for (key, entry) in strings {
            let vi = try #require(entry.localizations["vi"], "\(key) has no Vietnamese").texts
            let en = try #require(entry.localizations["en"], "\(key) has no English").texts
            let expected = placeholders(try #require(vi.first))
            for text in vi + en {
                #expect(!text.isEmpty && placeholders(text) == expected, "\(key): \(text)")
            }
        }
    }

    @Test func theScreensUseEveryKeyAndNoOther() throws {
        let screens = try sources(["App/Screens"], without: "Phrase.swift")
        let phrases = try sources(["App/Screens/Phrase.swift"])
        let cases = phrases.split(separator: "\n").filter { $0.hasPrefix("    case ") }
            .flatMap { $0.dropFirst(9).components(separatedBy: ", ") }
        let keys = try catalog("Localizable").strings.keys
        #expect(Set(cases) == Set(keys))
        for phrase in cases { #expect(uses(phrase, screens), "no screen says \(phrase)") }
    }

    @Test func noScreenSaysWhatNoCatalogHas() throws {
        let literal = try Regex(#"(Text|Label|Button|Toggle|Note|Wrong)\("[^"\\]*\p{L}"#)
        let found = try sources(["App/Screens"]).matches(of: literal).map { String($0.output[0].substring ?? "") }
        #expect(found == [])
    }

    @Test(arguments: HuesTags.Tag.allCases)
    func anIdentifierOfTheUITestsStandsOnAScreenHereAndOnAndroid(tag: HuesTags.Tag) throws {
        let (here, android) = (try sources(["App/Screens"]), try sources(["../android/ui/src/main/kotlin"]))
        #expect(uses("\(tag)", here), "no screen has \(tag)")
        let isShared = android.contains("\"\(tag.rawValue)\"")
        #expect(isShared, "Android has no \(tag)")
    }

    private func uses(_ name: String, _ text: String) -> Bool {
        text.range(of: "\\.\(name)\\b", options: .regularExpression) != nil
    }

    private func placeholders(_ text: String) -> String {
        text.contains("%lld") ? "%lld" : text.contains("%@") ? "%@" : ""
    }
}

/// A String Catalog, as far as it is checked.
private struct Catalog: Decodable {
    struct Entry: Decodable { let localizations: [String: Localization] }
    struct Localization: Decodable {
        let stringUnit: Unit?
        let variations: Variations?

        /// All forms of the text that are translated; an empty text for one that is not.
        var texts: [String] {
            let plurals = variations.map { $0.plural.values.map(\.stringUnit) } ?? []
            return ([stringUnit].compactMap { $0 } + plurals).map { $0.state == "translated" ? $0.value : "" }
        }
    }
    struct Variations: Decodable { let plural: [String: Plural] }
    struct Plural: Decodable { let stringUnit: Unit }
    struct Unit: Decodable {
        let state: String
        let value: String
    }

    let sourceLanguage: String
    let strings: [String: Entry]
}

private let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

private func catalog(_ name: String) throws -> Catalog {
    let file = package.appendingPathComponent("App/Resources/\(name).xcstrings")
    return try JSONDecoder().decode(Catalog.self, from: Data(contentsOf: file))
}

/// The text of all sources in folders, one after the other.
private func sources(_ paths: [String], without left: String? = nil) throws -> String {
    var text = ""
    for path in paths {
        let start = package.appendingPathComponent(path)
        let inside = FileManager.default.enumerator(at: start, includingPropertiesForKeys: nil)?.allObjects as? [URL]
        for file in (inside ?? []) + [start] where ["swift", "kt"].contains(file.pathExtension) {
            if file.lastPathComponent != left { text += try String(contentsOf: file, encoding: .utf8) }
        }
    }
    guard !text.isEmpty else { throw Trouble("no sources in \(paths)") }
    return text
}
