using K8sRouter.Core.Configuration;
using K8sRouter.Core.Events.Redis;
using StackExchange.Redis;

namespace K8sRouter.Core.Tests.Events.Redis;

public class RedisFaultTests
{
    private static readonly RedisSettings Settings = new() { Address = "redis:6379", Username = "team-a", Prefix = "teams:a" };

    [Theory]
    [InlineData(RedisErrorKind.NoAuth, RedisFault.Unauthenticated)]
    [InlineData(RedisErrorKind.WrongPass, RedisFault.Unauthenticated)]
    [InlineData(RedisErrorKind.NoPermission, RedisFault.NoPermission)]
    [InlineData(RedisErrorKind.ReadOnly, RedisFault.ReadOnly)]
    [InlineData(RedisErrorKind.MasterDown, RedisFault.ReadOnly)]
    [InlineData(RedisErrorKind.Loading, RedisFault.Loading)]
    [InlineData(RedisErrorKind.OutOfMemory, RedisFault.OutOfMemory)]
    [InlineData(RedisErrorKind.Moved, RedisFault.Cluster)]
    [InlineData(RedisErrorKind.ClusterDown, RedisFault.Cluster)]
    [InlineData(RedisErrorKind.TryAgain, RedisFault.Cluster)]
    [InlineData(RedisErrorKind.Misconfigured, RedisFault.Busy)]
    [InlineData(RedisErrorKind.NoReplicas, RedisFault.Busy)]
    [InlineData(RedisErrorKind.Busy, RedisFault.Busy)]
    [InlineData(RedisErrorKind.WrongType, RedisFault.Refused)]
    [InlineData(RedisErrorKind.UnknownCommand, RedisFault.Refused)]
    public void What_a_server_answers_is_told_apart(RedisErrorKind kind, RedisFault expected)
    {
        var answer = new RedisServerException(kind, CommandFlags.None, "canary");

        Assert.Equal(expected, RedisFaults.Of(answer));
        Assert.Equal(
            expected, RedisFaults.Of(new RedisConnectionException(ConnectionFailureType.AuthenticationFailure, CommandFlags.None, "canary", answer)));
    }

    [Theory]
    [InlineData("SimpleError: NOPERM this user has no permissions to run the 'echo' command", RedisFault.NoPermission)]
    [InlineData("SimpleError: BUSY Redis is busy running a script.", RedisFault.Busy)]
    [InlineData("SimpleError: LOADING Redis is loading the dataset in memory", RedisFault.Loading)]
    [InlineData("SimpleError: MASTERDOWN Link with MASTER is down", RedisFault.ReadOnly)]
    [InlineData("SimpleError: ERR max number of clients reached", RedisFault.Unreachable)]
    [InlineData("SimpleError:", RedisFault.Unreachable)]
    [InlineData("", RedisFault.Unreachable)]
    public void What_it_answers_to_a_connection_that_begins_is_told_apart_too(string text, RedisFault expected) => Assert.Equal(
        expected, RedisFaults.Of(new RedisServerException(RedisErrorKind.ConnectionFault, CommandFlags.None, text)));

    [Fact]
    public void Every_fault_has_a_sentence_of_its_own_that_names_the_server()
    {
        var sentences = Enum.GetValues<RedisFault>().Select(fault => new RedisFaultException(Settings, fault).Message).ToList();

        Assert.Equal(sentences.Count, sentences.Distinct().Count());
        Assert.All(sentences, sentence => Assert.Matches(@"^Redis at redis:6379 [a-z].*\.$", sentence));
    }

    [Fact]
    public void A_lacking_right_is_told_with_the_user_and_what_to_grant() => Assert.Equal(
        "Redis at redis:6379 denies its user 'team-a' a right; grant ~teams:a:* &teams:a:* +xadd +set +publish +ping +echo, and to "
        + "whoever listens +subscribe +psubscribe, or name the prefix that the user has.",
        new RedisFaultException(Settings, RedisFault.NoPermission).Message);

    [Fact]
    public void Somebody_has_to_mend_what_doesnt_pass_by_itself() => Assert.Equal(
        [RedisFault.Certificate, RedisFault.Unauthenticated, RedisFault.NoPermission, RedisFault.Refused],
        Enum.GetValues<RedisFault>().Where(fault => new RedisFaultException(Settings, fault).NeedsMending));
}
