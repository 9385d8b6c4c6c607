using System.Security.Cryptography;
using System.Text;
using K8sRouter.Core.Configuration;

namespace K8sRouter.Core.Tests.Configuration;

public sealed class CredentialsDigestTests
{
    private static readonly string HashingKey = Convert.ToBase64String(SHA256.HashData("h"u8));

    [Fact]
    public void It_is_64_hexadecimal_characters_whatever_the_order_of_the_files()
    {
        string digest = Of(("provider-a", "1"), ("provider-b", "2"))!;
        Assert.Matches("^[0-9a-f]{64}$", digest);
        Assert.Equal(digest, Of(("provider-b", "2"), ("provider-a", "1")));
    }

    [Fact]
    public void Every_change_of_a_name_or_a_byte_changes_it()
    {
        string?[] digests =
        [
            Of(), Of(("a", "1")), Of(("a", "1\n")), Of(("a", "2")), Of(("b", "1")), Of(("a", "1"), ("b", "")), Of(("a", "1b")),
            Of(("a1", "")), Of(("a", "1"), ("c", "")), Of(("", "a1")),
        ];
        Assert.Equal(digests.Length, digests.Distinct().Count());
    }

    [Fact]
    public void Whoever_lacks_the_hashing_key_can_not_guess_a_password_by_it()
    {
        var other = Files(("provider-a", "hunter2"));
        other[ConfigFiles.HashingKey] = Encoding.ASCII.GetBytes(Convert.ToBase64String(SHA256.HashData("another"u8)));
        Assert.NotEqual(Of(("provider-a", "hunter2")), CredentialsDigest.Of(other));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("AAAA")]
    public void Without_a_hashing_key_there_is_none(string? key)
    {
        var files = Files(("provider-a", "1"));
        files.Remove(ConfigFiles.HashingKey);
        if (key is not null)
            files[ConfigFiles.HashingKey] = Encoding.ASCII.GetBytes(key);
        Assert.Null(CredentialsDigest.Of(files));
    }

    private static string? Of(params (string Name, string Value)[] files) => CredentialsDigest.Of(Files(files));

    private static Dictionary<string, byte[]> Files(params (string Name, string Value)[] files) =>
        files.Append((Name: ConfigFiles.HashingKey, Value: HashingKey)).ToDictionary(file => file.Name, file => Encoding.UTF8.GetBytes(file.Value));
}
