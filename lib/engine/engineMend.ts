import * as tf from "@tensorflow/tfjs";
import type { NativeBackend, NativeBinding } from "./nativeBackend.js";

/**
 * Sets tfjs's account of what is under way to nothing. A notebook's interrupt may cut off a calculation in the middle,
 * where no `finally` is run: scopes stay open, gradients seem to be taken, operations go to a graph that nobody wants.
 * All of tfjs's operations are synchronous, so after a cut there is none.
 *
 * @param native - the native back end, with the binding that it has when nothing is traced (`graphTrace`).
 */
export function engineMend(native?: { backend: NativeBackend; binding: NativeBinding }): void {
  if (native) native.backend.binding = native.binding;
  const engine = tf.engine();
  const { state } = engine;
  state.gradientDepth = 0;
  state.kernelDepth = 0;
  state.activeTape = [];
  while (state.scopeStack.length > 0) engine.endScope();
}
