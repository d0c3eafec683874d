// Who may do what. The token's own `read` and `write` were checked before this is asked.

//% if replies
/** What a subject wants to do on a topic; to `ask` is to ask for a reply. */
export type Action = 'read' | 'write' | 'ask';
//% else
/** What a subject wants to do on a topic. */
export type Action = 'read' | 'write';
//% endif

/**
 * Whether a subject may do it; `undefined` is an anonymous one. Here a topic `user:<id>` is read by
 * that user alone.
 */
export function allows(
  subject: string | undefined,
  action: Action,
  _feature: string,
  topic: string,
): boolean {
  if (topic.startsWith('user:') && action === 'read') {
    return subject === topic.slice('user:'.length);
  }
  return true;
}
