import { Argument, Command } from "commander";

/** What may come after the words typed so far. */
interface Place {
  /** The verbs so far, for example `simulate cohort`; empty before the first. */
  verbs: string;
  commands: { name: string; about: string }[];
  options: { name: string; about: string; choices: readonly string[] }[];
}

const SHELLS = { bash, zsh, fish };

/**
 * `mrs-synth completion SHELL`
 *
 * @param program - gives the whole command line, which is looked at when the verb is called.
 */
export function completionCommand(program: () => Command): Command {
  return new Command("completion")
    .description("print what makes a shell complete verbs and options")
    .addArgument(new Argument("<shell>", "for which shell").choices(Object.keys(SHELLS)))
    .addHelpText(
      "after",
      `
Examples:
  mrs-synth completion bash > ~/.local/share/bash-completion/completions/mrs-synth
  mrs-synth completion zsh > ~/.zfunc/_mrs-synth        (a folder of your fpath)
  mrs-synth completion fish > ~/.config/fish/completions/mrs-synth.fish`,
    )
    .action((shell: keyof typeof SHELLS) => {
      process.stdout.write(`${SHELLS[shell](places(program()))}\n`);
    });
}

function places(command: Command, verbs = ""): Place[] {
  const commands = command.commands.map((child) => ({ name: child.name(), about: child.description() }));
  const options = [
    ...command.options,
    { long: "--help", description: "show help", argChoices: undefined },
  ].map(({ long, description, argChoices }) => ({
    name: long ?? "",
    about: description,
    choices: argChoices ?? [],
  }));
  const below = command.commands.flatMap((child) => places(child, `${verbs} ${child.name()}`.trim()));
  return [{ verbs, commands, options }, ...below];
}

const wordsOf = ({ commands, options }: Place): string =>
  [...commands, ...options].map(({ name }) => name).join(" ");

/** Values of options that have a choice, by option. */
function choices(all: Place[]): [string, string][] {
  const found = all.flatMap(({ options }) => options).filter(({ choices }) => choices.length > 0);
  return Array.from(new Map(found.map(({ name, choices }) => [name, choices.join(" ")])));
}

function bash(all: Place[]): string {
  return `# mrs-synth in bash: sourced, or kept as ~/.local/share/bash-completion/completions/mrs-synth
_mrs_synth() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}" verbs="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$verbs $word" in
${all
  .filter(({ verbs }) => verbs !== "")
  .map(({ verbs }) => `      "${verbs.includes(" ") ? "" : " "}${verbs}") verbs="${verbs}" ;;`)
  .join("\n")}
    esac
  done
  case "$before" in
${choices(all)
  .map(([name, values]) => `    ${name}) words="${values}" ;;`)
  .join("\n")}
    *)
      case "$verbs" in
${all.map((place) => `        "${place.verbs}") words="${wordsOf(place)}" ;;`).join("\n")}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _mrs_synth mrs-synth`;
}

function zsh(all: Place[]): string {
  const described = (each: { name: string; about: string }): string =>
    `'${`${each.name}:${each.about}`.replaceAll("'", "'\\''")}'`;
  return `#compdef mrs-synth
# mrs-synth in zsh: kept as _mrs-synth in a folder of fpath
_mrs_synth() {
  local verbs="" word
  local -a found
  for word in "\${words[@]:1:$((CURRENT - 2))}"; do
    case "$verbs $word" in
${all
  .filter(({ verbs }) => verbs !== "")
  .map(({ verbs }) => `      '${verbs.includes(" ") ? "" : " "}${verbs}') verbs='${verbs}' ;;`)
  .join("\n")}
    esac
  done
  case "\${words[CURRENT - 1]}" in
${choices(all)
  .map(([name, values]) => `    ${name}) compadd -- ${values}; return ;;`)
  .join("\n")}
  esac
  case "$verbs" in
${all.map((place) => `    '${place.verbs}') found=(${[...place.commands, ...place.options].map(described).join(" ")}) ;;`).join("\n")}
  esac
  _describe 'mrs-synth' found
  _files
}
_mrs_synth "$@"`;
}

function fish(all: Place[]): string {
  const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const lines = all.flatMap(({ verbs, commands, options }) => {
    const condition =
      verbs === ""
        ? "__fish_use_subcommand"
        : verbs
            .split(" ")
            .map((verb) => `__fish_seen_subcommand_from ${verb}`)
            .join("; and ");
    return [
      ...commands.map(
        ({ name, about }) => `complete -c mrs-synth -n ${quoted(condition)} -a ${name} -d ${quoted(about)}`,
      ),
      ...options.map(({ name, about, choices: values }) => {
        const taken = values.length > 0 ? ` -x -a ${quoted(values.join(" "))}` : "";
        return `complete -c mrs-synth -n ${quoted(condition)} -l ${name.replace(/^--/, "")}${taken} -d ${quoted(about)}`;
      }),
    ];
  });
  return ["# mrs-synth in fish: kept as ~/.config/fish/completions/mrs-synth.fish", ...lines].join("\n");
}
