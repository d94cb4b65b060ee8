/**
 * The environment for Python: without the variables that would let packages from elsewhere into ours.
 * @returns {NodeJS.ProcessEnv}
 */
export function pythonEnv() {
  const { PYTHONPATH: _path, PYTHONHOME: _home, PIP_TARGET: _target, PIP_USER: _user, ...env } = process.env;
  return { ...env, PYTHONNOUSERSITE: "1" };
}
