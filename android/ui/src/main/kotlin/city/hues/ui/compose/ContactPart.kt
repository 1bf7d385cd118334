package city.hues.ui.compose

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.onFocusChanged
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import city.hues.Contact
import city.hues.Field
import city.hues.ui.Texts
import city.hues.ui.look.Choice
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.said

/** Whom the city can ask: nobody, or a name and a number for this report alone. Who is logged in is known all the same, and that is said. */
@Composable
internal fun ColumnScope.ContactPart(contact: Contact?, citizen: String?, actions: ComposeActions) {
    citizen?.let { Note(Texts.knownAs(it).said(), Icons.Person, Modifier.testTag("known-as")) }
    Column(Modifier.selectableGroup()) {
        Choice(Texts.anonymous.said(), contact == null, { actions.contact(null) }, Modifier.testTag("anonymous"))
        val given = contact ?: Contact("", "")
        Choice(Texts.withContact.said(), contact != null, { actions.contact(given) }, Modifier.testTag("with-contact"))
    }
    if (contact == null) return
    Text(Texts.contactUse.said())
    val names = KeyboardOptions(KeyboardCapitalization.Words)
    Line(Texts.contactName.said(), contact.name, names, "contact-name", { actions.contact(contact.copy(name = it)) }, {})
    val numbers = KeyboardOptions(keyboardType = KeyboardType.Phone)
    val leave = { actions.leave(Spot(Field.PHONE)) }
    Line(Texts.contactPhone.said(), contact.phone, numbers, "contact-phone", { actions.contact(contact.copy(phone = it)) }, leave)
}

@Composable
private fun Line(label: String, text: String, keyboard: KeyboardOptions, tag: String, onChange: (String) -> Unit, onLeave: () -> Unit) {
    var was by remember { mutableStateOf(false) }
    OutlinedTextField(
        text,
        onChange,
        Modifier.fillMaxWidth().testTag(tag).onFocusChanged { focus ->
            if (was && !focus.isFocused) onLeave()
            was = focus.isFocused
        },
        label = { Text(label) },
        keyboardOptions = keyboard,
        singleLine = true,
    )
}
