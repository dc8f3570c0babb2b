using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Orchestrator.FakeNvml;

/// <summary>
/// A <c>libnvidia-ml.so.1</c> compiled from C whose GPUs a test sets at any time, also while another process reads them:
/// give that process <c>LD_LIBRARY_PATH=<see cref="Folder"/></c>. The figures lie in <see cref="StateFile"/>.
/// </summary>
public sealed class FakeNvmlLibrary
{
    /// <summary>The name the system's loader knows the library by.</summary>
    public const string FileName = "libnvidia-ml.so.1";

    private readonly List<FakeGpu> _gpus = [new(), new()];
    private int _initResult;

    private FakeNvmlLibrary(string folder) => Folder = folder;

    /// <summary>The folder that holds the library.</summary>
    public string Folder { get; }

    /// <summary>Path of the library.</summary>
    public string LibraryPath => Path.Combine(Folder, FileName);

    /// <summary>Path of the file its figures are read from.</summary>
    public string StateFile => Path.Combine(Folder, "gpus.txt");

    /// <summary>Why this machine cannot build the library; null when it can.</summary>
    public static string? WhyNot { get; } = OperatingSystem.IsLinux()
        ? Run("cc", ["--version"]) is null ? null : "The C compiler `cc` is not installed."
        : "The fake NVML library is built on Linux only.";

    /// <summary>Compiles the library into <paramref name="directory"/>: two idle GPUs.</summary>
    /// <param name="directory">An existing folder.</param>
    /// <param name="oldDriver">True leaves out the functions that old drivers lack.</param>
    /// <exception cref="InvalidOperationException">The compiler is missing or refused the source.</exception>
    public static FakeNvmlLibrary Build(string directory, bool oldDriver = false)
    {
        var library = new FakeNvmlLibrary(Path.GetFullPath(directory));
        var source = Path.Combine(library.Folder, "fake_nvml.c");
        using (var embedded = typeof(FakeNvmlLibrary).Assembly.GetManifestResourceStream("fake_nvml.c")!)
        using (var file = File.Create(source))
            embedded.CopyTo(file);
        string[] arguments = ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", $"-DSTATE_FILE=\"{library.StateFile}\"", "-o", library.LibraryPath, source];
        if (Run("cc", oldDriver ? ["-DOLD_DRIVER", .. arguments] : arguments) is { } error)
            throw new InvalidOperationException($"cc failed: {error}");
        library.Write();
        return library;
    }

    /// <summary>Sets the utilisation of GPU <paramref name="index"/>, percent.</summary>
    public void SetUtilization(int index, int percent) => Set(index, _gpus[index] with { UtilizationPercent = percent });

    /// <summary>Sets everything GPU <paramref name="index"/> reports.</summary>
    public void Set(int index, FakeGpu gpu)
    {
        _gpus[index] = gpu;
        Write();
    }

    /// <summary>Sets how many GPUs there are; new ones are idle.</summary>
    public void SetCount(int count)
    {
        while (_gpus.Count > count)
            _gpus.RemoveAt(_gpus.Count - 1);
        while (_gpus.Count < count)
            _gpus.Add(new FakeGpu());
        Write();
    }

    /// <summary>Sets what NVML says of the driver: 0 is well, 9 is "driver not loaded".</summary>
    public void SetDriver(int result)
    {
        _initResult = result;
        Write();
    }

    private void Write()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"init {_initResult}\n");
        for (var i = 0; i < _gpus.Count; i++)
        {
            var gpu = _gpus[i];
            text.Append(CultureInfo.InvariantCulture, $"gpu {i} util {gpu.UtilizationPercent} used {gpu.UsedMb} temp {gpu.TemperatureC} power {gpu.PowerMilliwatts}");
            text.Append(CultureInfo.InvariantCulture, $" lost {(gpu.Lost ? 1 : 0)} util_error {gpu.UtilizationError}\n");
        }
        // Renamed into place: a reader sees the old figures or the new ones, never half a file.
        var next = StateFile + ".next";
        File.WriteAllText(next, text.ToString());
        File.Move(next, StateFile, overwrite: true);
    }

    /// <summary>Null on success, else what went wrong.</summary>
    private static string? Run(string program, IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.OutputDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"exit code {process.ExitCode}: {error}";
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }
    }
}
