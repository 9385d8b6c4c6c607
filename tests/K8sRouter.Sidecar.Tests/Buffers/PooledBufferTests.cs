using FsCheck;
using FsCheck.Fluent;
using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Tests.Buffers;

public sealed class PooledBufferTests
{
    [Fact]
    public void Whatever_is_done_to_it_it_holds_what_a_plain_list_would()
    {
        var steps = (from action in Gen.Choose(0, 5) from size in Gen.Choose(0, 9_000) select (action, size)).ArrayOf().Resize(60);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(steps.ToArbitrary(), all =>
        {
            using var buffer = new PooledBuffer();
            var model = new List<byte>();
            byte next = 1;
            foreach (var (action, size) in all)
            {
                switch (action)
                {
                    case 0 or 1:
                        byte[] bytes = [.. Enumerable.Range(0, size).Select(_ => next++)];
                        buffer.Write(bytes);
                        model.AddRange(bytes);
                        break;
                    case 2:
                        var span = buffer.GetSpan(size);
                        Assert.True(span.Length >= size);
                        span[..Math.Min(size, 3)].Fill(7);
                        buffer.Advance(Math.Min(size, 3));
                        model.AddRange(Enumerable.Repeat((byte)7, Math.Min(size, 3)));
                        break;
                    case 3:
                        int count = Math.Min(size, model.Count);
                        buffer.Consume(count);
                        model.RemoveRange(0, count);
                        break;
                    case 4:
                        int length = model.Count - Math.Min(size / 2, model.Count);
                        buffer.TruncateTo(length);
                        model.RemoveRange(length, model.Count - length);
                        break;
                    default:
                        if (size < 500)
                        {
                            buffer.Clear();
                            model.Clear();
                        }
                        break;
                }
                Assert.Equal(model.Count, buffer.Length);
                Assert.True(buffer.Span.SequenceEqual(model.ToArray()));
                Assert.True(buffer.Memory.Span.SequenceEqual(buffer.Span));
            }
        }));
    }

    [Fact]
    public void Nothing_that_was_written_lingers_in_the_array()
    {
        // A view over the whole array, taken while it was empty, sees what stays behind.
        var buffer = new PooledBuffer();
        var array = buffer.GetMemory(1);
        buffer.Write("a secret prompt"u8);
        buffer.TruncateTo(9);
        AssertOnly("a secret "u8, array.Span);
        buffer.Consume(9);
        AssertOnly(""u8, array.Span);
        buffer.Write("another secret"u8);
        buffer.Dispose();
        AssertOnly(""u8, array.Span);
    }

    [Fact]
    public void What_moves_to_the_front_or_to_a_larger_array_leaves_nothing_behind()
    {
        using var buffer = new PooledBuffer();
        var first = buffer.GetMemory(1);
        buffer.Write(Enumerable.Repeat((byte)'s', first.Length).ToArray());
        buffer.Consume(first.Length - 10);
        buffer.Write("0123456789"u8);
        AssertOnly("ssssssssss0123456789"u8, first.Span);

        buffer.Write(new byte[first.Length * 2]);
        AssertOnly(""u8, first.Span);
    }

    private static void AssertOnly(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> array)
    {
        Assert.True(array.StartsWith(expected));
        Assert.False(array[expected.Length..].ContainsAnyExcept((byte)0));
    }
}
