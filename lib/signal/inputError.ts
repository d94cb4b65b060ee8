/** What is wrong with an input, so that a person can mend it without reading code. */
export interface InputFault {
  /** The file, when the input came from one. */
  file?: string;
  /** The field, header key or option at fault. */
  key: string;
  /** The value found; left out when there is none. */
  value?: unknown;
  /** What was expected, in words and with its unit. */
  expected: string;
}

/**
 * An input that is refused at the door. The message is one line: file, key, value, expectation.
 * The command line prints it without a stack and exits with a non-zero code.
 */
export class InputError extends Error {
  readonly fault: InputFault;

  constructor(fault: InputFault) {
    super(describe(fault));
    this.name = "InputError";
    this.fault = fault;
  }
}

function describe({ file, key, value, expected }: InputFault): string {
  const found = value === undefined ? "is missing" : `is ${show(value)}`;
  return `${file === undefined ? "" : `${file}: `}${key} ${found}; expected ${expected}`;
}

function show(value: unknown): string {
  if (typeof value === "string") return value === "" ? '""' : value;
  if (typeof value === "number") return String(value);
  return JSON.stringify(value) ?? String(value);
}
