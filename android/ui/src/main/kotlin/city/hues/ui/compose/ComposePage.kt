package city.hues.ui.compose

import androidx.compose.foundation.ScrollState
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.relocation.BringIntoViewRequester
import androidx.compose.foundation.relocation.bringIntoViewRequester
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.onFocusChanged
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.unit.dp
import city.hues.AskText
import city.hues.ChangeText
import city.hues.Field
import city.hues.Part
import city.hues.PhotoId
import city.hues.Sharing
import city.hues.ui.Destination
import city.hues.ui.Following
import city.hues.ui.Session
import city.hues.ui.Texts
import city.hues.ui.Trail
import city.hues.ui.look.Band
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.look.Page
import city.hues.ui.look.PrimaryButton
import city.hues.ui.look.QuietButton
import city.hues.ui.look.SecondaryButton
import city.hues.ui.look.Section
import city.hues.ui.look.Toggle
import city.hues.ui.look.Wrong
import city.hues.ui.said
import kotlinx.coroutines.launch

@Composable
internal fun ComposePage(desk: Desk, session: Session, trail: Trail) {
    session.Following(desk.id) { desk.follow() }
    ComposeScreen(
        desk.state,
        desk,
        onCategory = { trail.go(Destination.Category(desk.id)) },
        onPhoto = { photo -> desk.id?.let { trail.go(Destination.Photo(it, photo)) } },
        onPin = { trail.go(Destination.Pin(desk.id)) },
        onBack = trail::back,
    )
}

/** One page, from the photo to Send; nothing is asked for twice, and nothing is lost by leaving it. */
@Composable
internal fun ComposeScreen(
    state: ComposeState,
    actions: ComposeActions,
    onCategory: () -> Unit,
    onPhoto: (PhotoId) -> Unit,
    onPin: () -> Unit,
    onBack: () -> Unit,
) {
    val spots = remember { Spots() }
    val scope = rememberCoroutineScope()
    val scroll = rememberScrollState()
    val jump: (Spot) -> Unit = { spot -> scope.launch { spots[spot].bringIntoView() } }
    val isChange = state.changeOf != null
    Page(
        "compose",
        when {
            isChange -> ChangeText.TITLE.words()
            !state.hasPlace -> AskText.BEGIN.words()
            else -> Texts.composing
        }.said(),
        onBack,
        // From the beginning: a line that appears later would move what a thumb is about to press.
        under = (state.saved?.let(Texts::saved) ?: Texts.savesItself).said(),
        bottom = { Below(state, actions::send) },
        scroll = scroll,
    ) {
        if (!state.isLoaded) return@Page
        if (state.isAsked) Missing(state, scroll, jump)
        if (state.notices.isNotEmpty()) Notices(state.notices, actions::dismissNotices, jump)
        if (isChange) Scope(state) else Part(Spot(Field.PHOTOS), Texts.photos.said(), state, spots) { Photos(state, actions, onPhoto) }
        if (state.hasPlace) Part(Spot(Field.LOCATION), Texts.place.said(), state, spots) { Place(state, actions, onPin) }
        if (isChange) {
            if (state.hasPlace) Section(Part.ADDRESS.words().said()) { Address(state.address, actions::address) }
        } else {
            Part(Spot(Field.CATEGORY), Texts.category.said(), state, spots) {
                SecondaryButton((state.category ?: Texts.chooseCategory).said(), Icons.Category, onCategory, Modifier.testTag("category"))
            }
        }
        if (state.duplicates.isNotEmpty()) Section(Texts.nearby.said()) { Duplicates(state, actions) }
        for (asked in state.questions) {
            Part(Spot.of(asked), asked.question.text.said(), state, spots) { QuestionPart(asked, state.typed[asked.question.id], actions) }
        }
        // The heading says it to the eye; a screen reader hears it in the field.
        val what = (if (state.hasPlace) Texts.whatHappened else AskText.WHAT.words()).said()
        Part(Spot(Field.TEXT), what, state, spots) {
            val hint = if (state.hasPlace) Texts.whatHappenedHint else AskText.WHAT_HINT.words()
            What(state.text, what, hint.said(), actions)
            for (exposed in state.disclosure?.exposed.orEmpty()) Note(exposed.kind.words().said(), Icons.Warning, Modifier.testTag("exposed"))
            // Below what is being written, which stays where it is.
            if (state.suggestions.isNotEmpty()) Suggestions(state.suggestions, actions::choose)
        }
        Part(Spot(Field.PHONE), Texts.contact.said(), state, spots) { ContactPart(state.contact, state.citizen, actions) }
        Section(Texts.whoSees.said()) { WhoSees(state, actions::share) }
        if (state.saved != null) {
            val discard = if (isChange) ChangeText.DISCARD.words() else Texts.discard
            QuietButton(discard.said(), Icons.Delete, actions::discard, Modifier.testTag("discard"), MaterialTheme.colorScheme.error)
        }
    }
}

/** The way to send it, or why there is none any more. */
@Composable
private fun Below(state: ComposeState, onSend: () -> Unit) {
    val why = state.whyNot
    val send = if (state.changeOf == null) Texts.send else ChangeText.SEND.words()
    if (why != null) {
        Wrong(why.said(), Modifier.testTag("why-no-change"))
    } else {
        PrimaryButton(send.said(), Icons.Send, onSend, Modifier.testTag("send"))
    }
}

/** Where each part of the page is. */
private class Spots {
    private val known = mutableMapOf<Spot, BringIntoViewRequester>()

    operator fun get(spot: Spot) = known.getOrPut(spot) { BringIntoViewRequester() }
}

/** A part of the page with what is wrong with it. */
@Composable
private fun Part(
    spot: Spot,
    title: String,
    state: ComposeState,
    spots: Spots,
    content: @Composable ColumnScope.() -> Unit,
) {
    Section(title, Modifier.bringIntoViewRequester(spots[spot])) {
        content()
        state.wrong(spot)?.let { Wrong(it.said(), Modifier.testTag("wrong-${spot.question ?: spot.field.name}")) }
    }
}

/** What is missing, at the top of the page, which comes into view; each line leads to its part of the page. */
@Composable
private fun Missing(state: ComposeState, scroll: ScrollState, jump: (Spot) -> Unit) {
    val colours = MaterialTheme.colorScheme
    if (state.problems.isEmpty()) return
    LaunchedEffect(state.asked) { scroll.animateScrollTo(0) }
    Band(colours.errorContainer, Modifier.testTag("missing").semantics { liveRegion = LiveRegionMode.Assertive }) {
        Text(Texts.fixFirst.said(), style = MaterialTheme.typography.titleSmall)
        Column {
            for (problem in state.problems) {
                QuietButton(
                    problem.words().said(),
                    Icons.Forward,
                    { jump(problem.spot) },
                    Modifier.testTag("missing-line"),
                    colours.onErrorContainer,
                )
            }
        }
    }
}

@Composable
private fun What(text: String, name: String, hint: String, actions: ComposeActions) {
    var was by remember { mutableStateOf(false) }
    OutlinedTextField(
        text,
        actions::write,
        Modifier.fillMaxWidth().heightIn(min = 140.dp).testTag("text").semantics { contentDescription = name }.onFocusChanged { focus ->
            if (was && !focus.isFocused) actions.leave(Spot(Field.TEXT))
            was = focus.isFocused
        },
        placeholder = { Text(hint) },
        keyboardOptions = KeyboardOptions(capitalization = KeyboardCapitalization.Sentences),
    )
}

@Composable
private fun WhoSees(state: ComposeState, onShare: (Sharing) -> Unit) {
    Column(verticalArrangement = Arrangement.spacedBy(4.dp)) {
        Text(Texts.staffSeeAll.said())
        when {
            !state.hasPlace -> Text(AskText.ONLY_STAFF.words().said(), Modifier.testTag("only-staff"))
            state.alwaysPublic != null -> Text(state.alwaysPublic.said(), Modifier.testTag("always-public"))
            else -> Choices(state, onShare)
        }
        state.disclosure?.let { Preview(it) }
    }
}

/** What the citizen lets everyone see. */
@Composable
private fun Choices(state: ComposeState, onShare: (Sharing) -> Unit) {
    val sharing = state.sharing
    Text(Texts.everyoneSees.said())
    Toggle(Texts.shareText.said(), sharing.text, { onShare(sharing.copy(text = it)) }, Modifier.testTag("share-text"))
    Toggle(Texts.sharePhotos.said(), sharing.photos, { onShare(sharing.copy(photos = it)) }, Modifier.testTag("share-photos"))
    if (state.contact != null) {
        Toggle(Texts.shareName.said(), sharing.name, { onShare(sharing.copy(name = it)) }, Modifier.testTag("share-name"))
    }
}
