package city.hues.ui.compose

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import city.hues.Disclosed
import city.hues.Disclosure
import city.hues.Visibility
import city.hues.ui.Texts
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.look.QuietButton
import city.hues.ui.said

/** What becomes public: who may learn the name in a line, and all of it field by field for who asks. */
@Composable
internal fun Preview(disclosure: Disclosure) {
    var isOpen by rememberSaveable { mutableStateOf(false) }
    Note(disclosure.naming.words().said(), Icons.Person, Modifier.testTag("naming"))
    val label = if (isOpen) Texts.hidePreview else Texts.preview
    QuietButton(label.said(), if (isOpen) Icons.Close else Icons.More, { isOpen = !isOpen }, Modifier.testTag("preview"))
    if (isOpen) for (field in disclosure.fields) Line(field)
}

@Composable
private fun Line(field: Disclosed) {
    val icon = if (field.everyone == Visibility.HIDDEN) Icons.Lock else Icons.Public
    Column(Modifier.semantics(mergeDescendants = true) {}.testTag("disclosed").padding(vertical = 4.dp)) {
        Note(field.words.said(), icon, colour = MaterialTheme.colorScheme.onSurface)
        Text(field.value.said(), Modifier.padding(start = 34.dp), MaterialTheme.colorScheme.onSurfaceVariant)
    }
}
