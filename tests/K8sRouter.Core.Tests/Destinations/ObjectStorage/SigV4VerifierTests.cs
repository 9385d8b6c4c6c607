using K8sRouter.Core.Tests.Destinations.Vendors;

namespace K8sRouter.Core.Tests.Destinations.ObjectStorage;

/// <summary>
/// What S3Exporter's signatures are checked with reproduces the examples of AWS's own documentation ("Signature Calculations for the
/// Authorization Header", single chunk), whose keys are public.
/// </summary>
public sealed class SigV4VerifierTests
{
    private const string Key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private const string Time = "20130524T000000Z";
    private const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Welcome = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";

    [Fact]
    public void Get_object() => Assert.Equal(
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        Signature("GET", "/test.txt", Empty, ("range", "bytes=0-9")));

    [Fact]
    public void Put_object() => Assert.Equal(
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        Signature("PUT", "/test%24file.text", Welcome, ("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")));

    [Fact]
    public void Get_bucket_lifecycle() => Assert.Equal(
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543", Signature("GET", "/?lifecycle", Empty));

    [Fact]
    public void List_objects() => Assert.Equal(
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7", Signature("GET", "/?max-keys=2&prefix=J", Empty));

    private static string Signature(string method, string target, string payload, params (string Name, string Value)[] more) => SigV4Verifier.Signature(
        method, target, [.. more, ("host", "examplebucket.s3.amazonaws.com"), ("x-amz-content-sha256", payload), ("x-amz-date", Time)],
        payload, Time, "us-east-1", Key);
}
