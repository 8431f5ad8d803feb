import { type CoLocationOptions, coLocate } from '../../co-locating.ts';
import { MEASURED_DISCIPLINES, type MeasuredDiscipline } from '../../domain/co-location.ts';
import { type Problem, ProblemError, problem } from '../../domain/problem.ts';
import type { Scenario } from '../../domain/scenario.ts';
import { printable } from '../../domain/text.ts';
import { folderOf } from '../../io/files.ts';
import { renderCoLocationJson } from '../../report/measure-json.ts';
import { renderCoLocationText } from '../../report/measure-text.ts';
import { renderRecordingCsv } from '../../report/recording-csv.ts';
import { createStyle } from '../../report/style.ts';
import { type FlagValues, type Invocation, isSet, numberFlag, textFlag } from '../invocation.ts';
import { loadNamedScenario } from '../load-scenario.ts';
import { cellText, duration, shapes, warmUp } from '../measure-settings.ts';
import { whileTimePasses } from '../progress.ts';

/** The applications of the scenario at `path` together here: a recording, and how far off the models are. */
export async function runCoLocation(path: string, invocation: Invocation): Promise<void> {
  const { flags, files, terminal } = invocation;
  const scenario = await loadNamedScenario({ ...invocation, argument: path });
  const options = coLocationOptions(path, scenario, flags);
  const out = textFlag(flags, 'out');
  const measured = await whileTimePasses(terminal, {
    what: 'measuring',
    expected: options.duration,
    work: () => coLocate(scenario, options, files),
  });
  const table = { style: createStyle(terminal.hasColor), width: terminal.columns, isVerbose: isSet(flags, 'verbose') };
  try {
    if (out !== null) await invocation.output.write(out, renderRecordingCsv(measured));
  } catch (error) {
    // What took minutes is not thrown away because of the place that its recording was to go to.
    terminal.say(`Measured, and not written:\n${renderCoLocationText(measured, null, table)}`);
    throw error;
  }
  if (isSet(flags, 'json')) return terminal.print(renderCoLocationJson(measured));
  return terminal.print(renderCoLocationText(measured, out, table));
}

function coLocationOptions(path: string, scenario: Scenario, flags: FlagValues): CoLocationOptions {
  const problems: Problem[] = [];
  const options = {
    models: textFlag(flags, 'models') ?? folderOf(path),
    run: cellText(flags, 'run', problems) ?? '1',
    discipline: disciplineOf(scenario, textFlag(flags, 'discipline'), problems),
    duration: duration(flags, 60_000, problems),
    shapes: shapes(flags, problems),
    warmUp: warmUp(flags, problems),
    seed: numberFlag(flags, 'seed'),
    cores: textFlag(flags, 'cores'),
  };
  if (problems.length > 0) throw new ProblemError(problems);
  return options;
}

/** As asked for, else as the scenario's node shares its accelerator. */
function disciplineOf({ nodes }: Scenario, asked: string | null, problems: Problem[]): MeasuredDiscipline {
  const name = asked ?? nodes[0]?.discipline ?? '';
  const discipline = MEASURED_DISCIPLINES.find((known) => known === name);
  if (discipline !== undefined) return discipline;
  const message = `the discipline ${printable(name)} of the scenario cannot be measured here`;
  const help = `Give --discipline, one of ${MEASURED_DISCIPLINES.join(', ')}.`;
  problems.push(problem('co-locate-discipline', message, help));
  return 'fcfs';
}
