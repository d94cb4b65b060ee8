import path from "node:path";

/** The one release of TensorFlow that the binding is compiled against. */
export const TENSORFLOW_VERSION = "2.21.0";

/**
 * The folder of libtensorflow: as in its Python package, but with the libraries, the C headers and nothing else.
 * @param {string} root
 */
export function tensorflowFolder(root) {
  return path.join(root, ".venv", "libtensorflow", "tensorflow");
}
