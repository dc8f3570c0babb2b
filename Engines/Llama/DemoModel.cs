namespace Orchestrator.Engines;

public static class DemoModel
{
    public static string Name(DemoQuantization q) => "demo-" + q.ToString().ToLowerInvariant();
    public static string EnsureWritten(string directory, DemoQuantization quantization) => Path.Combine(directory, Name(quantization) + ".gguf");
}
