import HuesCore
import HuesKit
import HuesTags
import SwiftUI

/// What was said, oldest first, and a field to answer in.
struct ThreadPart: View {
    let model: ReportModel

    @Environment(\.speech) private var say

    var body: some View {
        @Bindable var model = model
        if model.thread.isEmpty { Text(say(.noReplies)).foregroundStyle(.secondary) }
        ForEach(model.thread) { bubble in
            Card {
                if bubble.isNew { Text(say(.newMessage)).font(.subheadline).bold().marked(.newMessage) }
                Text(bubble.isOurs ? say(.you) : bubble.agency ?? say(.theCity)).font(.subheadline).bold()
                Text(bubble.text)
                if let at = bubble.at { Text(say(at)).foregroundStyle(.secondary) }
                ForEach(bubble.sentences, id: \.self) { sentence in
                    Note(say(sentence), image: "clock").marked(.messageWaits)
                }
                if bubble.canUnsend {
                    SecondaryButton(say(.unsend), image: "xmark", .unsend) { Task { await model.unsend(bubble.id) } }
                }
            }
            .accessibilityElement(children: .contain)
            .marked(.message)
        }
        if model.report?.waysOut.reply == true {
            TextField(say(.yourReply), text: $model.reply, axis: .vertical)
                .lineLimit(2...8)
                .textFieldStyle(.roundedBorder)
                .accessibilityLabel(say(.yourReply))
                .marked(.replyText)
            SecondaryButton(say(.sendReply), image: "paperplane", .reply) { Task { await model.sendReply() } }
                .disabled(model.reply.isEmpty)
        }
    }
}

/// What the citizen thinks of what the city did. A later word takes the place of an earlier one.
struct RatingPart: View {
    let model: ReportModel

    @Environment(\.speech) private var say

    var body: some View {
        @Bindable var model = model
        if let rating = model.report?.rating {
            Note(say(.rated, rating.rating.satisfaction.words()), image: "star").marked(.rated)
            ForEach(rating.sentences, id: \.self) { sentence in Text(say(sentence)).foregroundStyle(.secondary) }
        }
        if model.report?.waysOut.rate == true {
            ForEach([Satisfaction.satisfied, .acceptable, .unsatisfied], id: \.self) { one in
                Button {
                    model.satisfaction = one
                } label: {
                    Label(say(one.words()), systemImage: one == model.satisfaction ? "checkmark.circle.fill" : "circle")
                        .frame(maxWidth: .infinity, minHeight: Look.target, alignment: .leading)
                }
                .buttonStyle(.plain)
                .accessibilityAddTraits(one == model.satisfaction ? .isSelected : [])
                .accessibilityIdentifier(Tag.rating("\(one)"))
            }
            TextField(say(.ratingWhy), text: $model.comment, axis: .vertical)
                .lineLimit(2...8)
                .textFieldStyle(.roundedBorder)
                .accessibilityLabel(say(.ratingWhy))
                .marked(.ratingWhy)
            SecondaryButton(say(.sendRating), image: "star", .rate) { Task { await model.rate() } }
                .disabled(model.satisfaction == nil)
        }
    }
}
