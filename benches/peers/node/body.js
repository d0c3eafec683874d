/** The whole body of a request, as text. */
export async function body(request) {
  let text = "";
  request.setEncoding("utf8");
  for await (const piece of request) text += piece;
  return text;
}
