package city.hues.ui.robots

import city.hues.Language
import city.hues.Words

/** How the screens are drawn. */
internal enum class Variant(val language: Language, val isDark: Boolean, val textScale: Float) {
    VI_LIGHT_100(Language.VI, false, 1f),
    EN_DARK_200(Language.EN, true, 2f),
    VI_LIGHT_200(Language.VI, false, 2f),
    VI_DARK_100(Language.VI, true, 1f),
    VI_DARK_200(Language.VI, true, 2f),
    EN_LIGHT_100(Language.EN, false, 1f),
    EN_LIGHT_200(Language.EN, false, 2f),
    EN_DARK_100(Language.EN, true, 1f),
    ;

    /** Drawn in every run; both extremes of everything are in one of the two. */
    val isUsual get() = ordinal < USUAL

    fun of(words: Words): String = if (language == Language.VI) words.vi else words.en

    fun of(vi: String, en: String): String = of(Words(vi, en))

    private companion object {
        const val USUAL = 2
    }
}
