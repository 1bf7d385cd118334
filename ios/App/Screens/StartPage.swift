import HuesCore
import HuesKit
import HuesTags
import SwiftUI

/// The first start: the language, and what is kept and why. No permission is asked for here.
struct StartPage: View {
    @State private var model: StartModel
    let city: CityInfo?

    init(app: AppModel) {
        _model = State(wrappedValue: StartModel(app: app))
        city = app.city
    }

    private var say: Speech { Speech(language: model.chosen) }

    var body: some View {
        NavigationStack {
            Page(city.map { say($0.name) } ?? "", .start) {
                Text(say(.purpose)).font(.title3)
                Part("Ngôn ngữ · Language") { Languages(chosen: model.chosen) { model.chosen = $0 } }
                Part(say(.kept)) { Kept() }
            } bottom: {
                PrimaryButton(say(.begin), image: "arrow.right", .begin) { model.begin() }
            }
        }
        .environment(\.speech, say)
    }
}

/// The languages, each in its own words.
struct Languages: View {
    let chosen: Language
    let choose: @MainActor (Language) -> Void

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            choice(.vi, "Tiếng Việt")
            choice(.en, "English")
        }
    }

    private func choice(_ language: Language, _ name: String) -> some View {
        Button {
            choose(language)
        } label: {
            HStack(spacing: 12) {
                Image(systemName: language == chosen ? "checkmark.circle.fill" : "circle").accessibilityHidden(true)
                Text(name)
                Spacer()
            }
            .frame(minHeight: Look.target)
        }
        .buttonStyle(.bordered)
        .accessibilityAddTraits(language == chosen ? .isSelected : [])
        .accessibilityIdentifier(Tag.language(language.tag))
    }
}

/// What is kept on the phone, and why.
struct Kept: View {
    @Environment(\.speech) private var say

    var body: some View {
        VStack(alignment: .leading, spacing: Look.gap) {
            Note(say(.keptOnPhone), image: "lock")
            Note(say(.keptUntilSent), image: "paperplane")
            Note(say(.keptNoAccount), image: "person")
        }
    }
}
