//! The reply of a feature that answers requests one by one.

use std::time::Duration;

use serde_json::{Value, json};

use crate::realtime::Reply;

/// Writes the reply to a request of a subject (`None`: an anonymous one), piece by piece. An error is what the client is told.
///
/// Here it gives the request back word by word. Call your model instead, and send what it says as it comes. It goes on when the
/// client leaves, and is stopped after `REPLY_SECONDS`.
pub async fn reply(
    _subject: Option<&str>,
    _feature: &str,
    request: &Value,
    reply: &Reply,
) -> Result<(), String> {
    let text = request
        .as_str()
        .map_or_else(|| request.to_string(), ToOwned::to_owned);
    for word in text.split_inclusive(' ') {
        reply
            .send("message", &json!(word))
            .await
            .map_err(|refusal| refusal.to_string())?;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
