using System.Runtime.InteropServices;
using System.Text;

namespace Orchestrator.LlamaHost;

/// <summary>Zero-terminated UTF-8 strings that live as long as this object.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly List<nint> _strings = [];

    public int TotalBytes { get; private set; }

    public byte* Add(string text)
    {
        // A zero would end the string there and then, and drop the rest of what somebody wrote.
        text = text.Replace('\0', '\uFFFD');
        var length = Encoding.UTF8.GetByteCount(text);
        var memory = (byte*)NativeMemory.Alloc((nuint)length + 1);
        _strings.Add((nint)memory);
        Encoding.UTF8.GetBytes(text, new Span<byte>(memory, length));
        memory[length] = 0;
        TotalBytes += length;
        return memory;
    }

    public void Dispose()
    {
        foreach (var memory in _strings) NativeMemory.Free((void*)memory);
        _strings.Clear();
    }
}
