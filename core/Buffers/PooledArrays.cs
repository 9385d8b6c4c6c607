using System.Buffers;

namespace K8sRouter.Core.Buffers;

/// <summary>
/// Byte arrays from the shared pool, and large ones from the heap. The pool keeps an array of every size for every thread that
/// ever returned one, for tens of seconds: a few long prompts at once would fill a small container's memory with what nobody
/// uses, and no budget would see it.
/// </summary>
public static class PooledArrays
{
    /// <summary>Largest array that comes from the pool, and as a power of two.</summary>
    public const int Largest = 1 << 20;

    /// <summary>An array of at least this length; its bytes are anything.</summary>
    public static byte[] Rent(int length) =>
        length > Largest ? GC.AllocateUninitializedArray<byte>(length) : ArrayPool<byte>.Shared.Rent(length);

    /// <summary>Gives one back.</summary>
    /// <param name="array">From <see cref="Rent"/>.</param>
    /// <param name="clear">Whether it may hold what must not linger.</param>
    public static void Return(byte[] array, bool clear = false)
    {
        if (array.Length <= Largest)
            ArrayPool<byte>.Shared.Return(array, clear);
        else if (clear)
            Array.Clear(array);
    }
}
