import HuesCore
import HuesKit
import HuesTags
import SwiftUI

/// A new key for what is on the phone, and how far it is.
struct SafetyPart: View {
    let model: SafetyModel

    @Environment(\.speech) private var say

    var body: some View {
        Text(say(.newKeyWhy))
        if let change = model.change {
            Note(say(change.words()), image: "clock").marked(.keyChange)
        } else {
            if model.hasNewKey { Note(say(.newKeyDone), image: "checkmark.circle").marked(.keyChange) }
            SecondaryButton(say(.newKey), image: "key", .newKey) { Task { await model.makeKey() } }
        }
    }
}

/// What is lost and what the city keeps, before everything on the phone is erased.
struct ErasePage: View {
    let model: SafetyModel
    let erase: @MainActor () async -> Void

    @State private var isAsking = false
    @Environment(\.speech) private var say
    @Environment(\.dismiss) private var dismiss

    var body: some View {
        NavigationStack {
            Page(say(.eraseAll), .erasePage) {
                ForEach(model.erasure, id: \.self) { sentence in
                    Note(say(sentence), image: "exclamationmark.triangle").marked(.sentence)
                }
            } bottom: {
                PrimaryButton(say(.eraseNow), image: "trash", .eraseNow) { isAsking = true }
            }
            .toolbar {
                ToolbarItem(placement: .cancellationAction) { Button(say(.cancel)) { dismiss() } }
            }
            .sure(say(.eraseSure), say(.eraseNow), say(.cancel), isPresented: $isAsking) {
                dismiss()
                Task { await erase() }
            }
        }
    }
}
