import Foundation
import HuesCore
import HuesKit
import SwiftUI

/// What is said, in the citizen's language: labels out of the String Catalog, and the core's words. The language is the app's own, switched
/// without leaving it, so texts are looked up in that language's table and not in the system's.
struct Speech: Sendable {
    let language: Language

    /// A label.
    func callAsFunction(_ label: Phrase) -> String { pattern(label) }

    /// A label around a text.
    func callAsFunction(_ label: Phrase, _ text: String) -> String {
        pattern(label).replacingOccurrences(of: "%@", with: text)
    }

    /// A label around the core's words.
    func callAsFunction(_ label: Phrase, _ words: Words) -> String { self(label, self(words)) }

    /// A label around a count, in its plural form.
    func callAsFunction(_ label: Phrase, count: Int) -> String {
        String(format: pattern(label), locale: Locale(identifier: language.tag), arguments: [count])
    }

    /// The core's words.
    func callAsFunction(_ words: Words) -> String {
        switch language {
        case .vi: words.vi
        case .en: words.en
        }
    }

    private func pattern(_ label: Phrase) -> String {
        let path = Bundle.main.path(forResource: language.tag, ofType: "lproj")
        let bundle = path.flatMap { Bundle(path: $0) } ?? .main
        return bundle.localizedString(forKey: label.rawValue, value: nil, table: nil)
    }
}

extension EnvironmentValues {
    private struct Key: EnvironmentKey {
        static let defaultValue = Speech(language: .vi)
    }

    /// The language in which the screens speak.
    var speech: Speech {
        get { self[Key.self] }
        set { self[Key.self] = newValue }
    }
}
