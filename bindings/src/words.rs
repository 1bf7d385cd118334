//! Texts for the citizen.

/// One text in the app's languages.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Words {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

mirror! {
    /// A language of the app.
    Language of hues_core::Language {
        /// Vietnamese, the first one.
        Vi,
        /// English.
        En,
    }
}

mirror! {
    /// Something that the operating system keeps an app from doing; said beside what it concerns, before it is met.
    SystemLimit of hues_core::SystemLimit {
        /// Android starts nothing of an app that was force-stopped in the settings until the citizen opens it.
        ForceStopped,
        /// iOS wakes no app in the background that was swiped away from the list of open ones.
        SwipedAway,
    }
}

words! { SystemLimit of hues_core::SystemLimit }

mirror! {
    /// What the app says about a report that the city removed, beside its state.
    RemovalText of hues_core::RemovalText {
        /// On a button: what it says becomes a new draft.
        Copy,
        /// Beside the citizen's reports, until they have seen which one it is.
        Told,
    }
}

words! { RemovalText of hues_core::RemovalText }

mirror! {
    /// What can't be undone, or can't be done at all; said before the citizen relies on it.
    Caution of hues_core::Caution {
        /// What is hidden in a photo is gone from it.
        HiddenForGood,
        /// Nothing can be hidden in a video.
        VideoShowsAll,
        /// A video does not go over mobile data by itself.
        VideoWaits,
    }
}

words! { Caution of hues_core::Caution }

mirror! {
    /// A title, a button or a line of the pages on which a sent report is changed.
    ChangeText of hues_core::ChangeText {
        /// The button that begins a change.
        Begin,
        /// The title of the page on which it is written.
        Title,
        /// What can't be changed.
        Scope,
        /// In an empty field for the place in words.
        AddressHint,
        /// The button that sends it.
        Send,
        /// The button that gives up what is not sent yet.
        Discard,
        /// Over the state of one that the city does not have yet.
        Yours,
        /// The button that leads to what there is to choose.
        Settle,
        /// The title of the page on which the citizen chooses.
        Conflict,
        /// What is to be done there.
        ConflictHow,
        /// Over what the citizen made of a part.
        Mine,
        /// Over what stands at the city.
        Theirs,
        /// The button that sends what was chosen.
        SendChoice,
        /// The button that drops a change that the city did not take.
        Drop,
        /// What that means, asked before it is done.
        DropQuestion,
    }
}

words! { ChangeText of hues_core::ChangeText }

mirror! {
    /// A line of the page of a draft in which an agency is asked.
    AskText of hues_core::AskText {
        /// The way there, on the home page.
        Begin,
        /// Over the field for the question.
        What,
        /// In that field while it is empty.
        WhatHint,
        /// Who sees it.
        OnlyStaff,
    }
}

words! { AskText of hues_core::AskText }

#[uniffi::export]
impl Words {
    /// The text in one language.
    pub fn in_language(&self, language: Language) -> String {
        hues_core::Words::from(self.clone()).in_language(language.into()).to_owned()
    }
}

impl From<hues_core::Words> for Words {
    fn from(words: hues_core::Words) -> Self {
        Self { vi: words.vi, en: words.en }
    }
}

impl From<Words> for hues_core::Words {
    fn from(words: Words) -> Self {
        Self { vi: words.vi, en: words.en }
    }
}
