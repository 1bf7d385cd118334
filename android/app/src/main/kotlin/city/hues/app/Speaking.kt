package city.hues.app

import android.content.Context
import android.content.res.Configuration
import city.hues.Language
import city.hues.tag
import java.util.Locale

/** The app's resources in the language that the citizen chose in it, which may be another than the phone's. */
internal fun Context.speaking(language: Language?): Context {
    val configuration = Configuration(resources.configuration)
    configuration.setLocale(Locale.forLanguageTag((language ?: Language.VI).tag))
    return createConfigurationContext(configuration)
}
