// Bytes, which go by sockets only, as they are.

/**
 * @param {unknown} data
 * @returns {data is ArrayBuffer | ArrayBufferView<ArrayBuffer>}
 */
export const isBytes = (data) => data instanceof ArrayBuffer || ArrayBuffer.isView(data);
