using System.Globalization;
using System.Runtime.InteropServices;

namespace Orchestrator.Engines;

/// <summary>The program that serves a model, and how it is called.</summary>
/// <param name="FileName">What is executed.</param>
/// <param name="Leading">Arguments before the server's own, such as an assembly for <c>dotnet</c>.</param>
/// <param name="IsLlamaHost">True for our LlamaHost, which knows a few arguments more than <c>llama-server</c>.</param>
internal sealed record LlamaCommand(string FileName, IReadOnlyList<string> Leading, bool IsLlamaHost)
{
    private const string HostName = "Orchestrator.LlamaHost";

    /// <summary>Configured path, then <c>llama-server</c> on the PATH, then LlamaHost in or under <paramref name="baseDirectory"/>.</summary>
    /// <returns>Null when none exists; <paramref name="problem"/> then says what was looked for.</returns>
    public static LlamaCommand? Resolve(string? configured, string baseDirectory, string? searchPath, out string? problem)
    {
        problem = null;
        if (configured is not null)
        {
            if (File.Exists(configured)) return FromFile(Path.GetFullPath(configured));
            problem = $"The configured llama command does not exist: {configured}";
            return null;
        }

        var folders = (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (folders.Select(folder => Path.Combine(folder, Executable("llama-server"))).FirstOrDefault(File.Exists) is { } onPath)
            return new(onPath, [], IsLlamaHost: false);

        string[] besides = [Path.Combine(baseDirectory, "llamahost", HostName + ".dll"), Path.Combine(baseDirectory, HostName + ".dll")];
        if (besides.FirstOrDefault(File.Exists) is { } assembly) return FromFile(assembly);
        problem = $"No llama-server on the PATH and no LlamaHost at {besides[0]}: configure command_path, install llama.cpp or build LlamaHost";
        return null;
    }

    /// <summary>All arguments for one start.</summary>
    public IReadOnlyList<string> Arguments(LlamaServerOptions options, string modelPath, string modelName, int port)
    {
        List<string> arguments =
        [
            .. Leading,
            "-m", modelPath,
            "--alias", modelName,
            "--host", "127.0.0.1",
            "--port", Text(port),
            "-np", Text(options.Slots),
            "-c", Text(options.ContextTokens * options.Slots),
            "-t", Text(options.EffectiveThreads),
            "-ngl", Text(options.GpuLayers),
        ];
        if (!IsLlamaHost) return [.. arguments, "--no-ui", "--metrics"];
        arguments.Add("--exit-with-stdin");
        if (options.NativeLibraryDirectory is { } directory) arguments.AddRange(["--lib", directory]);
        return arguments;
    }

    private static LlamaCommand FromFile(string path)
    {
        var isHost = Path.GetFileNameWithoutExtension(path).Equals(HostName, StringComparison.OrdinalIgnoreCase) || Path.GetFileName(path) == HostName;
        return Path.GetExtension(path).Equals(".dll", StringComparison.OrdinalIgnoreCase) ? new(DotnetHost(), ["exec", path], isHost) : new(path, [], isHost);
    }

    /// <summary>The <c>dotnet</c> that runs this very process, so that the child gets the same runtime; else the one on the PATH.</summary>
    private static string DotnetHost()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var dotnet = Path.Combine(root, Executable("dotnet"));
        return File.Exists(dotnet) ? dotnet : "dotnet";
    }

    private static string Executable(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
