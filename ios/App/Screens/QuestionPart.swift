import HuesCore
import HuesKit
import HuesTags
import SwiftUI

/// A question of the category below its heading: whether it must be answered, how, and the answer.
struct QuestionPart: View {
    let model: ReportDraftModel
    let asked: QuestionView
    let focus: FocusState<DraftPart?>.Binding

    @Environment(\.speech) private var say

    private var question: Question { asked.question }

    var body: some View {
        Text(say(question.duty)).font(.subheadline).foregroundStyle(.secondary)
        if let hint = question.hint { Text(say(hint)).foregroundStyle(.secondary) }
        answer
        if let problem = model.problem(.answer(question.id)) { Wrong(say(problem.wordsBeside())) }
    }

    @ViewBuilder private var answer: some View {
        switch question.kind {
        case .text: field(.default)
        case .number(let whole, let unit):
            HStack(spacing: 8) {
                field(whole ? .numberPad : .decimalPad)
                if let unit { Text(say(unit)) }
            }
            if let bounds = question.bounds { Text(say(bounds)).foregroundStyle(.secondary) }
        case .choice(let options):
            ForEach(options, id: \.id) { option in choice(option) }
            if !question.required, asked.answer != nil { clear }
        case .datetime: moment
        }
    }

    private func field(_ keyboard: UIKeyboardType) -> some View {
        @Bindable var model = model
        return TextField(say(question.text), text: $model[typedFor: question.id])
            .textFieldStyle(.roundedBorder)
            .keyboardType(keyboard)
            .focused(focus, equals: .answer(question.id))
            .accessibilityIdentifier(Tag.answer(question.id))
    }

    private func choice(_ option: Choice) -> some View {
        let isChosen = option.id == model.chosen(for: question.id)
        return Button {
            model.choose(option.id, for: question.id)
        } label: {
            Label(say(option.text), systemImage: isChosen ? "checkmark.circle.fill" : "circle")
                .frame(maxWidth: .infinity, minHeight: Look.target, alignment: .leading)
                .multilineTextAlignment(.leading)
        }
        .accessibilityAddTraits(isChosen ? .isSelected : [])
        .accessibilityIdentifier(Tag.option(question.id, option.id))
    }

    @ViewBuilder private var moment: some View {
        @Bindable var model = model
        if let words = asked.answerWords {
            Text(say(words)).font(.headline)
            DatePicker(say(question.text), selection: $model[momentFor: question.id])
                .accessibilityIdentifier(Tag.answer(question.id))
            clear
        } else {
            Button(say(.setMoment)) { Task { await model.beginMoment(for: question.id) } }
                .frame(minHeight: Look.target)
                .accessibilityIdentifier(Tag.answer(question.id))
        }
    }

    private var clear: some View {
        Button(say(.clear)) { model.clear(question.id) }.frame(minHeight: Look.target)
    }
}

/// What the city changed since the draft began.
struct Notices: View {
    let model: ReportDraftModel

    @Environment(\.speech) private var say

    var body: some View {
        Card {
            Text(say(.changed)).font(.headline).accessibilityAddTraits(.isHeader)
            ForEach(model.notices, id: \.self) { notice in Note(say(notice.words), image: "info.circle") }
            SecondaryButton(say(.understood), image: "checkmark", .understood) {
                Task { await model.dismissNotices() }
            }
        }
        .accessibilityElement(children: .contain)
        .marked(.notices)
    }
}
