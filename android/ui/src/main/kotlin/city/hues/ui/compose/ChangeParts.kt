package city.hues.ui.compose

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.unit.dp
import city.hues.ChangeText
import city.hues.Part
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.said

/** What of a sent report can't be changed. */
@Composable
internal fun Scope(state: ComposeState) {
    Column(verticalArrangement = Arrangement.spacedBy(12.dp)) {
        state.category?.let { Note(it.said(), Icons.Category, Modifier.testTag("changed-category")) }
        Note(ChangeText.SCOPE.words().said(), Icons.Info, Modifier.testTag("scope"))
    }
}

/** The place in words. */
@Composable
internal fun Address(text: String, onChange: (String) -> Unit) {
    // The heading above says it to the eye; a screen reader hears it here.
    val name = Part.ADDRESS.words().said()
    OutlinedTextField(
        text,
        onChange,
        Modifier.fillMaxWidth().testTag("address").semantics { contentDescription = name },
        placeholder = { Text(ChangeText.ADDRESS_HINT.words().said()) },
        keyboardOptions = KeyboardOptions(capitalization = KeyboardCapitalization.Sentences),
    )
}
