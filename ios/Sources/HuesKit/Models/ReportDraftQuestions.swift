import Foundation
import HuesCore

/// A part of a draft's screen that something can be wrong with: a field, and for an answer its question.
public struct DraftPart: Hashable, Sendable {
    /// The field.
    public let field: Field
    /// The question's id, for ``Field/answer``.
    public let question: String?

    public init(_ field: Field, question: String? = nil) { (self.field, self.question) = (field, question) }

    public static let category = Self(.category), text = Self(.text), location = Self(.location)
    public static let photos = Self(.photos), phone = Self(.phone)

    /// The answer to a question.
    public static func answer(_ question: String) -> Self { Self(.answer, question: question) }
}

/// A part of the screen to which the citizen asked to be led.
public struct Lead: Hashable, Sendable {
    /// Which part.
    public let part: DraftPart
    /// Tells one asking from the next.
    public let number: Int
}

extension Problem {
    /// Where it stands.
    public var draftPart: DraftPart { DraftPart(field, question: question?.id) }
}

extension QuestionView: Identifiable {
    /// The question's id.
    public var id: String { question.id }
}

// The answers to the category's questions, as controls are bound to them; each change is saved.
extension ReportDraftModel {
    /// What the category asks as things stand.
    public var questions: [QuestionView] { report?.questions ?? [] }

    /// What the city changed since the draft began.
    public var notices: [HuesCore.Notice] { report?.notices ?? [] }

    /// What and where the report is about; another one is a reason to ask what others reported.
    public var about: [String] {
        guard let draft = report?.draft, let point = draft.location?.point else { return [] }
        return [draft.category ?? "", "\(point.lat)", "\(point.lon)"]
    }

    /// What is typed for a question.
    public subscript(typedFor question: String) -> String {
        get {
            if let typed = typed[question] { return typed }
            if case .typed(let text) = answer(to: question) { return text }
            return ""
        }
        set {
            if newValue == self[typedFor: question] { return }
            typed[question] = newValue
            edit(.answer(question: question, answer: .typed(text: newValue)))
        }
    }

    /// The moment that is picked for a question; now before that.
    public subscript(momentFor question: String) -> Date {
        get {
            if case .at(let moment) = answer(to: question) { return moment }
            return .now
        }
        set { edit(.answer(question: question, answer: .at(moment: newValue))) }
    }

    /// The option that is chosen for a question.
    public func chosen(for question: String) -> String? {
        if case .chosen(let id) = answer(to: question) { return id }
        return nil
    }

    /// Chooses an option.
    public func choose(_ option: String, for question: String) {
        edit(.answer(question: question, answer: .chosen(id: option)))
    }

    /// Answers with the last full five minutes, to be changed from there.
    public func beginMoment(for question: String) async {
        await session.attempt { client throws(ApiError) in self[momentFor: question] = try await client.momentToSet() }
    }

    /// Takes an answer back.
    public func clear(_ question: String) {
        typed[question] = nil
        edit(.answer(question: question, answer: nil))
    }

    private func answer(to question: String) -> Answer? {
        questions.first { $0.question.id == question }?.answer
    }
}
