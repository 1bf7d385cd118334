package city.hues.ui.me

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import city.hues.Language
import city.hues.Session as Account
import city.hues.ui.Destination
import city.hues.ui.Following
import city.hues.ui.LocalLanguage
import city.hues.ui.Session
import city.hues.ui.Texts
import city.hues.ui.Trail
import city.hues.ui.home.Hotlines
import city.hues.ui.look.Icons
import city.hues.ui.look.Page
import city.hues.ui.look.QuietButton
import city.hues.ui.look.Section
import city.hues.ui.look.Toggle
import city.hues.ui.said
import city.hues.ui.start.Kept
import city.hues.ui.start.Languages

/** Whether photos and videos wait for a network that costs nothing. */
@Composable
private fun MobileData(session: Session) {
    var photos: Boolean? by remember { mutableStateOf(null) }
    var videos: Boolean? by remember { mutableStateOf(null) }
    session.Following(Unit) {
        videos = session.client.videosWaitForUnmetered()
        photos = session.client.photosWaitForUnmetered()
    }
    val (photosWait, videosWait) = (photos ?: return) to (videos ?: return)
    val choosePhotos = { wait: Boolean ->
        photos = wait
        session.act { session.client.setPhotosWaitForUnmetered(wait) }
    }
    val chooseVideos = { wait: Boolean ->
        videos = wait
        session.act { session.client.setVideosWaitForUnmetered(wait) }
    }
    Toggle(Texts.photosWait.said(), photosWait, choosePhotos, Modifier.testTag("photos-wait"))
    Toggle(Texts.videosWait.said(), videosWait, chooseVideos, Modifier.testTag("videos-wait"))
    Text(Texts.mobileDataUse.said(), color = MaterialTheme.colorScheme.onSurfaceVariant)
}

/** What is the citizen's own: their account, the language, and what the phone keeps. */
@Composable
internal fun MePage(session: Session, trail: Trail, onLanguage: (Language) -> Unit) {
    var account: Account? by remember { mutableStateOf(null) }
    session.Following(Unit) { session.client.account.watch().collect { account = it } }
    val login = session.login
    Page("me", Texts.me.said(), trail::back) {
        Section(Texts.account.said()) {
            account?.let { AccountPart(it, login.state, AccountActions(login::begin, login::reopen, login::cancel, login::logOut)) }
        }
        Section(Texts.language.said()) { Languages(LocalLanguage.current, onLanguage) }
        Section(Texts.mobileData.said()) { MobileData(session) }
        Section(Texts.kept.said()) {
            Kept()
            NewKey(session)
            QuietButton(
                Texts.eraseAll.said(),
                Icons.Delete,
                { trail.go(Destination.Erase) },
                Modifier.testTag("erase-all"),
                MaterialTheme.colorScheme.error,
            )
        }
        Section(Texts.callForHelp.said()) { Hotlines(session.city.hotlines, session.device::call) }
    }
}
