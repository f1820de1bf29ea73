<#
.SYNOPSIS
Makes Autodiscope's Windows program and its installer on this PC.

.DESCRIPTION
From a checkout, in any PowerShell, without administrator rights:

    powershell -ExecutionPolicy Bypass -File packaging\windows.ps1

Needs uv, or else Python 3.11 or later (which fetches a pinned uv for this checkout alone); where
there is neither, uv is installed through winget. The installer needs NSIS
(winget install NSIS.NSIS); without it there is the program's folder only.

Results: build\windows\program\autodiscope, and dist\autodiscope-VERSION-setup.exe.
To have both signed, put the command into AUTODISCOPE_SIGN (packaging\README.md).

.PARAMETER Step
Of tests, program, installer, proof; all of them where none is named.
#>
[CmdletBinding()]
param(
    [ValidateSet('tests', 'program', 'installer', 'proof')]
    [string[]] $Step = @()
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

# The version that the program is shipped with.
$python = '3.13'
$bootstrap = Join-Path $PSScriptRoot 'bootstrap.py'

function Test-Program([string] $Name) {
    $null -ne (Get-Command $Name -CommandType Application -ErrorAction SilentlyContinue)
}

function Test-Python {
    # Without Python, Windows has a `python` that opens the Store; the launcher is only ever real.
    if (-not (Test-Program 'py')) { return $false }
    & py -3 -c 'import sys; sys.exit(sys.version_info < (3, 11) or sys.maxsize < 2**32)'
    $LASTEXITCODE -eq 0
}

if (-not (Test-Program 'uv') -and -not (Test-Python)) {
    if (-not (Test-Program 'winget')) {
        throw 'Install uv (https://docs.astral.sh/uv/) or a 64-bit Python 3.11 or later first.'
    }
    Write-Host 'Installing uv'
    & winget install --exact --id astral-sh.uv --source winget --accept-source-agreements --accept-package-agreements
    if ($LASTEXITCODE -ne 0) { throw "winget failed (exit status $LASTEXITCODE)." }
    # What winget adds to PATH counts for new windows only.
    $env:PATH = @(
        [Environment]::GetEnvironmentVariable('PATH', 'User')
        [Environment]::GetEnvironmentVariable('PATH', 'Machine')
        $env:PATH
    ) -join ';'
}

if (Test-Program 'uv') {
    & uv run --no-project --python $python python $bootstrap windows @Step
} else {
    & py -3 $bootstrap windows @Step
}
exit $LASTEXITCODE
