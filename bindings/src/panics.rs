//! Where a panic ends: at the call in which it happened. Core's locks mend themselves and its transactions roll back, so the client is as
//! it was before the call.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use crate::error::ApiError;

/// Does the work; a panic in it becomes [`ApiError::Internal`].
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, hues_core::ApiError>) -> Result<T, ApiError> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(internal(&*panic)))
        .map_err(ApiError::from)
}

/// The same for work that waits.
pub(crate) async fn guarded_async<T>(
    work: impl Future<Output = Result<T, hues_core::ApiError>>,
) -> Result<T, ApiError> {
    let mut work = pin!(work);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(poll) => poll.map_err(ApiError::from),
        Err(panic) => Poll::Ready(Err(internal(&*panic).into())),
    })
    .await
}

/// A text that was put together may hold what the citizen typed, and stays out of the log; one that stands in the program can't.
fn internal(panic: &(dyn Any + Send)) -> hues_core::ApiError {
    let cause = panic.downcast_ref::<&'static str>().copied().unwrap_or("a panic");
    hues_core::ApiError::internal(&cause)
}
