#!/usr/bin/env bash
# Looks for packages with known vulnerabilities, where the package source offers advisories. One that offers none answers "none" for
# everything, so it is asked about a version that is known to be vulnerable first. Without advisories this says so and passes:
# pins, lock files and the versions that mended known advisories are checked by tests/Telemetry.Tests (PackagesTests) either way.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
canary=$(mktemp -d) && trap 'rm -rf "$canary"' EXIT
cat >"$canary/canary.csproj" <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup>
  <ItemGroup><PackageReference Include="Newtonsoft.Json" Version="12.0.1" /></ItemGroup>
</Project>
XML
failed=0
if timeout 120 dotnet restore "$canary" -v q >/dev/null 2>&1 && timeout 60 dotnet list "$canary" package --vulnerable 2>/dev/null | grep -q 12.0.1; then
  found=$(timeout 300 dotnet list Orleans.sln package --vulnerable --include-transitive 2>&1) || { echo "Audit: NuGet could not be asked"; failed=1; }
  if grep -q '^ *> ' <<<"$found"; then echo "$found"; failed=1; else echo "Audit: no NuGet package has a known vulnerability"; fi
else
  echo "Audit: the NuGet source offers no advisories; pins and known advisories are checked by PackagesTests"
fi
if command -v npm >/dev/null; then
  while read -r lock; do
    folder=$(dirname "$lock")
    answer=$(cd "$folder" && timeout 60 npm audit --package-lock-only --audit-level=high 2>&1); status=$?
    if grep -q 'audit endpoint returned an error\|ENOTFOUND\|ECONNREFUSED' <<<"$answer" || [ $status = 124 ]; then
      echo "Audit: the npm source offers no advisories; checksums of the lock files are checked by PackagesTests"; break
    fi
    [ $status = 0 ] || { echo "$folder:"; echo "$answer"; failed=1; }
  done < <(git ls-files '*package-lock.json')
fi
exit $failed
