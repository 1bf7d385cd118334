package city.hues.ui.start

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import city.hues.CityInfo
import city.hues.Language
import city.hues.ui.Texts
import city.hues.ui.look.Choice
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.look.Page
import city.hues.ui.look.PrimaryButton
import city.hues.ui.look.Section
import city.hues.ui.said

/** The first start: the language, and what is kept and why. No permission is asked for here; each is asked for when it is needed. */
@Composable
internal fun StartScreen(city: CityInfo, chosen: Language, onChoose: (Language) -> Unit, onBegin: () -> Unit) {
    Page(
        "start",
        city.name.said(),
        onBack = null,
        bottom = { PrimaryButton(Texts.begin.said(), null, onBegin, Modifier.testTag("begin")) },
    ) {
        Text(Texts.purpose.said(), style = MaterialTheme.typography.titleMedium)
        Section(Texts.language.vi + " · " + Texts.language.en) { Languages(chosen, onChoose) }
        Section(Texts.kept.said()) { Kept() }
    }
}

/** The languages, each in its own words. */
@Composable
internal fun Languages(chosen: Language, onChoose: (Language) -> Unit) {
    Column(Modifier.selectableGroup()) {
        for ((language, name) in Texts.languageNames) {
            Choice(name, language == chosen, { onChoose(language) }, Modifier.testTag("language-${language.name}"))
        }
    }
}

/** What is kept on the phone, and why. */
@Composable
internal fun Kept() {
    Column(verticalArrangement = Arrangement.spacedBy(16.dp)) {
        val colour = MaterialTheme.colorScheme.onSurface
        Note(Texts.keptOnPhone.said(), Icons.Lock, colour = colour)
        Note(Texts.keptUntilSent.said(), Icons.Send, colour = colour)
        Note(Texts.keptNoAccount.said(), Icons.Person, colour = colour)
    }
}
