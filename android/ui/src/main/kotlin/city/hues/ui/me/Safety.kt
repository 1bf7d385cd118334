package city.hues.ui.me

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import city.hues.Erasure
import city.hues.KeyChange
import city.hues.ui.Following
import city.hues.ui.Session
import city.hues.ui.Texts
import city.hues.ui.Trail
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.look.Page
import city.hues.ui.look.PrimaryButton
import city.hues.ui.look.SecondaryButton
import city.hues.ui.said
import city.hues.ui.start.Sure

/** A new key for what is on the phone, and how far it is. */
@Composable
internal fun NewKey(session: Session) {
    var change: KeyChange? by remember { mutableStateOf(null) }
    var isDone by rememberSaveable { mutableStateOf(false) }
    session.Following(Unit) { session.client.watchKeyChange().collect { change = it } }
    val under = change
    Text(Texts.newKeyWhy.said())
    val said = Modifier.testTag("key-change").semantics { liveRegion = LiveRegionMode.Polite }
    if (under != null) {
        Note(under.words().said(), Icons.Waiting, said, MaterialTheme.colorScheme.onSurface)
        return
    }
    if (isDone) Note(Texts.newKeyDone.said(), Icons.Done, said, MaterialTheme.colorScheme.onSurface)
    SecondaryButton(
        Texts.newKey.said(),
        Icons.Key,
        {
            isDone = false
            session.act {
                session.client.rotateKey()
                isDone = true
            }
        },
        Modifier.testTag("new-key"),
    )
}

/** What is lost and what the city keeps, before everything on the phone is erased. */
@Composable
internal fun ErasePage(session: Session, trail: Trail, onErase: () -> Unit) {
    var erasure: Erasure? by remember { mutableStateOf(null) }
    var isAsking by rememberSaveable { mutableStateOf(false) }
    session.Following(Unit) { session.client.watchErasure().collect { erasure = it } }
    Page(
        "erase-page",
        Texts.eraseAll.said(),
        trail::back,
        bottom = {
            PrimaryButton(Texts.eraseNow.said(), Icons.Delete, { isAsking = true }, Modifier.testTag("erase-now"), enabled = erasure != null)
        },
    ) {
        for (sentence in erasure?.sentences().orEmpty()) {
            Note(sentence.said(), Icons.Warning, Modifier.testTag("sentence"), MaterialTheme.colorScheme.onSurface)
        }
    }
    if (isAsking) Sure(Texts.eraseSure.said(), Texts.eraseNow.said(), onErase) { isAsking = false }
}
