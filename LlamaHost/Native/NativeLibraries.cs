using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Orchestrator.LlamaHost;

/// <summary>Finds and loads llama.cpp's shared libraries from one folder.</summary>
internal static unsafe class NativeLibraries
{
    private static string? _llama, _ggml;
    private static volatile string? _lastError;

    /// <summary>What llama.cpp last complained about; null when it has not.</summary>
    public static string? LastError => _lastError;

    /// <summary>The folder that has them: the configured one, or <c>native</c> beside the program.</summary>
    /// <exception cref="HostException">There is none; the message says how to get it.</exception>
    public static string FindDirectory(string? configured)
    {
        var directory = configured ?? Path.Combine(AppContext.BaseDirectory, "native");
        if (Find(directory, "llama") is not null && Find(directory, "ggml") is not null) return directory;
        throw new HostException($"llama.cpp's libraries (libllama, libggml) are not in {directory}: build with npm installed, or pass --lib with a folder "
            + "that has them, such as runtimes/<platform>/native of an unpacked LLamaSharp.Backend package or a llama.cpp release");
    }

    /// <summary>Loads the libraries. Call it once, before any other native function.</summary>
    public static void Load(string directory)
    {
        (_llama, _ggml) = (Find(directory, "llama"), Find(directory, "ggml"));
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), Resolve);
        try
        {
            LlamaNative.llama_log_set(&Log, null);
            LlamaNative.ggml_backend_load_all_from_path(directory);
            LlamaNative.llama_backend_init();
            if (!LlamaNative.llama_context_default_params().AreKnownDefaults)
                throw new HostException($"The libllama in {directory} is of a release that this program does not know");
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new HostException($"The libraries in {directory} cannot be loaded: {e.Message}");
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) => name switch
    {
        LlamaNative.Llama => NativeLibrary.Load(_llama!),
        LlamaNative.Ggml => NativeLibrary.Load(_ggml!),
        _ => 0,
    };

    /// <summary>Packages add the release to the name in different ways: <c>libllama.so</c>, <c>libllama.v0.5.0.so</c>, <c>libllama.so.0.5.0</c>.</summary>
    private static string? Find(string directory, string stem)
    {
        if (!Directory.Exists(directory)) return null;
        var (prefix, extension) = OperatingSystem.IsWindows() ? ("", ".dll") : OperatingSystem.IsMacOS() ? ("lib", ".dylib") : ("lib", ".so");
        var exact = Path.Combine(directory, prefix + stem + extension);
        if (File.Exists(exact)) return exact;
        return Directory.EnumerateFiles(directory, $"{prefix}{stem}.*")
            .FirstOrDefault(path => path.EndsWith(extension, StringComparison.Ordinal) || path.Contains(extension + ".", StringComparison.Ordinal));
    }

    /// <summary>Passes on errors alone (level 4); what llama.cpp says otherwise is of no use to an operator.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Log(int level, byte* text, void* state)
    {
        if (level != 4 || Marshal.PtrToStringUTF8((nint)text) is not { } message) return;
        _lastError = message.Trim();
        Console.Error.Write(message);
    }
}
