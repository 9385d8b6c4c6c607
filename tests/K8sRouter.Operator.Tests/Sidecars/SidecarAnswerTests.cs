using System.Text;
using K8sRouter.Operator.Sidecars;

namespace K8sRouter.Operator.Tests.Sidecars;

/// <summary>Whoever may make a pod may answer in a sidecar's place.</summary>
public sealed class SidecarAnswerTests
{
    private const string Whole = """
        {"revision":"62bc6d8c2b0f80c9e5fc40d1c16e8c064410570da894c9a89b98997de6d391ab","supportedSchemaVersion":1,"version":"1.4.0-rc.1+9f86d081","refuses":true,
        "credentials":"0f4c6d8c2b0f80c9e5fc40d1c16e8c064410570da894c9a89b98997de6d391ab","refusal":"unknown_key","configKeys":["0123456789abcdef","fedcba9876543210"],
        "records":{"state":"failing","fault":"bucket_missing"},
        "destinations":[{"name":"hook","state":"delivering","fault":null},{"name":"old","state":"unsupported"}]}
        """;

    [Fact]
    public void A_whole_answer_is_understood()
    {
        var seen = Read(Whole)!;
        Assert.Equal(("web-1", true, true, 1), (seen.Pod, seen.Reached, seen.Refuses, seen.SupportedSchemaVersion));
        Assert.Equal("1.4.0-rc.1+9f86d081", seen.Version);
        Assert.StartsWith("0f4c6d8c2b0f", seen.Credentials, StringComparison.Ordinal);
        Assert.Equal("unknown_key", seen.Refusal);
        Assert.Equal(["0123456789abcdef", "fedcba9876543210"], seen.ConfigKeys);
        Assert.StartsWith("62bc6d8c2b0f", seen.Revision, StringComparison.Ordinal);
        Assert.Equal((RecordsState.Failing, "bucket_missing"), (seen.Records, seen.RecordsFault));
        Assert.Equal(new DestinationObservation(DestinationSending.Delivering), seen.Destinations["hook"]);
        Assert.Equal(DestinationSending.Unsupported, seen.Destinations["old"].State);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ok")]
    [InlineData("[]")]
    [InlineData("""{"revision":""")]
    [InlineData("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}""")]
    public void What_is_no_answer_is_none(string body) => Assert.Null(Read(body));

    [Theory]
    [InlineData("""{"revision":"Buy now at https://evil.example"}""")]
    [InlineData("""{"credentials":"hunter2","refusal":"Call us","configKeys":["http://evil.example",1,null,"0123456789ABCDEF"]}""")]
    [InlineData("""{"credentials":1,"refusal":{},"configKeys":"0123456789abcdef"}""")]
    [InlineData("""{"version":"1.0 or call https://evil.example"}""")]
    [InlineData("""{"version":"1.0000000000000000000000000000000000000000000000000000000000000000"}""")]
    [InlineData("""{"revision":17,"version":1,"refuses":"yes","supportedSchemaVersion":-1,"records":[],"destinations":{}}""")]
    [InlineData("""{"records":{"state":"<script>","fault":"Call us"},"destinations":[1,{"name":""},{"name":"x","state":"great"}]}""")]
    [InlineData("""{"revision":"\ud800","records":{"fault":"a_code\n"},"destinations":[{"name":"\ud800","state":"idle"}]}""")]
    public void Foreign_words_go_no_further(string body)
    {
        if (Read(body) is not { } seen)
            return;
        Assert.Null(seen.Revision);
        Assert.Null(seen.Version);
        Assert.Null(seen.RecordsFault);
        Assert.Null(seen.Credentials);
        Assert.Null(seen.Refusal);
        Assert.Empty(seen.ConfigKeys);
        Assert.Null(seen.SupportedSchemaVersion);
        Assert.Equal(RecordsState.Waiting, seen.Records);
        Assert.Empty(seen.Destinations);
    }

    [Fact]
    public void A_broken_answer_never_breaks_the_reader()
    {
        var random = new Random(4711);
        for (var round = 0; round < 5000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(Whole);
            for (var i = 0; i < 3; i++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            SidecarAnswer.Read("web-1", bytes.AsMemory(0, random.Next(bytes.Length)));
            SidecarAnswer.Read("web-1", bytes);
        }
    }

    private static SidecarObservation? Read(string body) => SidecarAnswer.Read("web-1", Encoding.UTF8.GetBytes(body));
}
