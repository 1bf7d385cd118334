// Identifiers: texts on the way to the core, types of their own here, so that a photo's id is never taken for a report's.

package city.hues

/**
 * A report, from its first keystroke on; the city keeps the same id. A text that is no id names nothing: calls with it fail with
 * [ApiException.NotFound].
 */
@JvmInline
value class ReportId(val text: String)

/** A photo of a report. A text that is no id names nothing: calls with it fail with [ApiException.NotFound]. */
@JvmInline
value class PhotoId(val text: String)

/** A message in a report's thread. */
@JvmInline
value class MessageId(val text: String)

/** Something that waits to be sent. */
@JvmInline
value class ItemId(val text: String)

/** A place that the citizen watches for warnings. A text that is no id names nothing: calls with it fail with [ApiException.NotFound]. */
@JvmInline
value class PlaceId(val text: String)

/** A call for help; the city keeps the same id. A text that is no id names nothing: calls with it fail with [ApiException.NotFound]. */
@JvmInline
value class SosId(val text: String)
